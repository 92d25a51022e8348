import { type JudgedStep, measure, type TextUnit } from '@parley/core/adapter'

import { buttonsMessage, cardsMessage, linkMessage, type Message } from './send-template.ts'

/** Where the two channels differ in what they refuse. */
export interface Rules {
  readonly hasCallButtons: boolean
  readonly text: { readonly max: number; readonly unit: TextUnit }
}

/** What neither the limits nor the shape of a step tell: buttons that do not go together, and words around a text that make it too long. */
export function messagingFault(step: JudgedStep, rules: Rules): string | undefined {
  const message = messageOf(step, rules)
  if (typeof message === 'string') return `${message}.`
  const { text, attachment } = message as {
    text?: string
    attachment?: { payload: { text?: string } }
  }
  if (text !== undefined && measure(text, rules.text.unit) > rules.text.max)
    return 'With its header and footer the text is too long.'
  if (measure(attachment?.payload.text ?? '', 'codepoint') > maxTemplateText)
    return `With its header and footer the text is longer than ${maxTemplateText} characters.`
  return undefined
}

const maxTemplateText = 640

function messageOf(step: JudgedStep, { hasCallButtons }: Rules): Message | string {
  if (step.kind === 'buttons') return buttonsMessage(step, hasCallButtons)
  if (step.kind === 'cards') return cardsMessage(step, hasCallButtons)
  return step.kind === 'link' ? linkMessage(step) : {}
}
