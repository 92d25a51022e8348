/** Messages with something to tap: quick replies, buttons, links, cards. https://developers.facebook.com/docs/messenger-platform/send-messages/templates */
import type { Button, Step } from '@parley/core/adapter'

import { present } from './json.ts'

export type Message = Readonly<Record<string, unknown>>

/** Answers to choose from become quick replies, which may be thirteen; links and calls need a template, which has room for three. A text says why it cannot be. */
export function buttonsMessage(
  step: Extract<Step, { kind: 'buttons' }>,
  hasCallButtons: boolean,
): Message | string {
  const { buttons } = step
  const words = withAround(step)
  if (buttons.every(({ url, phone }) => url === undefined && phone === undefined)) {
    return { text: words, quick_replies: buttons.map(quickReply) }
  }
  const fault = faultOf(buttons, hasCallButtons)
  return fault ?? template({ template_type: 'button', text: words, buttons: buttons.map(button) })
}

export function linkMessage(step: Extract<Step, { kind: 'link' }>): Message {
  const buttons = [button({ title: step.label, url: step.url })]
  return template({ template_type: 'button', text: withAround(step), buttons })
}

export function cardsMessage(
  { cards }: Extract<Step, { kind: 'cards' }>,
  hasCallButtons: boolean,
): Message | string {
  const fault = cards.map(({ buttons = [] }) => faultOf(buttons, hasCallButtons)).find(Boolean)
  if (fault !== undefined) return fault
  const elements = cards.map(({ title, subtitle, imageUrl, url, buttons = [] }) => ({
    title,
    ...present({
      subtitle,
      image_url: imageUrl,
      default_action: url === undefined ? undefined : { type: 'web_url', url },
      buttons: buttons.length > 0 ? buttons.map(button) : undefined,
    }),
  }))
  return template({ template_type: 'generic', elements })
}

function faultOf(buttons: readonly Button[], hasCallButtons: boolean): string | undefined {
  if (buttons.length > 3) return 'Beside a link or a call there is room for three buttons'
  const hasCall = buttons.some(({ phone }) => phone !== undefined)
  return hasCall && !hasCallButtons ? 'Instagram has no buttons that call a number' : undefined
}

function template(payload: object): Message {
  return { attachment: { type: 'template', payload } }
}

function quickReply({ title, payload }: Button): object {
  return { content_type: 'text', title, payload: payload ?? title }
}

function button({ title, payload, url, phone }: Button): object {
  if (url !== undefined) return { type: 'web_url', url, title }
  if (phone !== undefined) return { type: 'phone_number', title, payload: phone }
  return { type: 'postback', title, payload: payload ?? title }
}

/** There is no place for a header or a footer but the text. */
function withAround(step: { text: string; header?: string; footer?: string }): string {
  return [step.header, step.text, step.footer].filter(Boolean).join('\n')
}
