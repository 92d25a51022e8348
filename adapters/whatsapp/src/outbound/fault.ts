/** What WhatsApp would refuse of a step that keeps to its limits. https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages */
import { asArray, asObject, asText, buttonsIn, isCode, type JsonObject } from '@parley/adapter-meta'
import { type Identity, type JudgedStep, measure, type WordStep } from '@parley/core/adapter'

import { interactiveOf } from './interactive.ts'
import { isPhone, isUserId } from './recipient.ts'

export function faultOf(step: JudgedStep, { to }: { readonly to: Identity }): string | undefined {
  if (step.kind === 'template')
    return codeFault(step.native, to) ?? missingFault(asObject(step.native))
  const isGroup = !isPhone(to.id) && !isUserId(to.id)
  if (isGroup && step.kind !== 'text') return 'A group takes text, files and templates only.'
  if (!isFramed(step)) return undefined
  if (!interactiveOf(step, '')) return 'Answers and links do not go into one message of WhatsApp.'
  return [step.header, step.footer].some((text) => isLonger(text, 60))
    ? 'A header and a footer have at most 60 characters.'
    : rowFault(step)
}

/** Values that there is no place to give. */
function missingFault(template: JsonObject): string | undefined {
  const parts = asArray(template['components']).map(asObject)
  if (parts.some((part) => asText(part['type'])?.toUpperCase() === 'LIMITED_TIME_OFFER'))
    return 'Templates with an offer that ends cannot be sent from here.'
  const isOrder = buttonsIn(parts).some((button) => asText(button['type']) === 'ORDER_DETAILS')
  return isOrder ? 'Templates with the details of an order cannot be sent from here.' : undefined
}

type Framed = Extract<WordStep, { kind: 'buttons' | 'list' | 'link' | 'form' }>

function isFramed(step: WordStep): step is Framed {
  return ['buttons', 'list', 'link', 'form'].includes(step.kind)
}

function codeFault(template: unknown, { id }: Identity): string | undefined {
  return isCode(asObject(template)) && !isPhone(id)
    ? 'One-time passwords go to a phone number, and this chat has none.'
    : undefined
}

function rowFault(step: Framed): string | undefined {
  if (step.kind === 'link' || step.kind === 'form') return undefined
  const titles = step.kind === 'buttons' ? step.buttons : step.rows
  if (step.kind === 'list' && step.rows.some(({ section }) => isLonger(section, 24)))
    return 'The title of a section has at most 24 characters.'
  const ids = titles.map(({ title, payload }) =>
    step.kind === 'buttons' ? title : (payload ?? title),
  )
  return new Set(ids).size < ids.length ? 'Two answers are the same.' : undefined
}

function isLonger(text: string | undefined, max: number): boolean {
  return measure(text ?? '', 'codepoint') > max
}
