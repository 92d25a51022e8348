/** One-time passwords: what such a template may have, what the platform makes of it, and how it is filled. */
import { GraphError, textOf } from '@parley/adapter-meta/simulator'
import type { TemplateButton, TemplateComponent } from '@parley/adapter-meta/simulator'

import { refused } from './template-refusal.ts'

export function judgeCode(components: readonly TemplateComponent[]): void {
  const types = components.map((each) => each.type).sort()
  if (!['BODY,BUTTONS', 'BODY,BUTTONS,FOOTER'].includes(types.join()))
    throw refused(2388072, 'An authentication template has a body, a button, and maybe a footer')
  for (const each of components) judgePart(each)
}

function judgePart(part: TemplateComponent): void {
  const { type, text, example: given, buttons = [] } = part
  if (text !== undefined || given !== undefined)
    throw refused(subcodes[type] ?? 2388043, `The text of ${type} is set by WhatsApp`)
  if (type === 'FOOTER' && part['code_expiration_minutes'] === undefined)
    throw refused(2388073, 'FOOTER needs code_expiration_minutes')
  if (type === 'BUTTONS') judgeButtons(buttons)
}

function judgeButtons([button, ...others]: readonly TemplateButton[]): void {
  if (button?.type !== 'OTP' || !button.otp_type || others.length > 0)
    throw refused(2388043, 'An authentication template has one button of the type OTP')
  judgeApp(button)
}

const subcodes: Readonly<Record<string, number>> = { BODY: 2388072, FOOTER: 2388073 }

function judgeApp(button: TemplateButton): void {
  if (button.otp_type === 'COPY_CODE') return
  if (!button.supported_apps) throw refused(2388043, `${button.otp_type} needs supported_apps`)
  if (button.otp_type === 'ZERO_TAP' && button.zero_tap_terms_accepted !== true)
    throw refused(2388043, 'ZERO_TAP needs zero_tap_terms_accepted')
}

/** As the platform lists it: with its own words, and the button as a link. */
export function codeComponents(components: readonly TemplateComponent[]): TemplateComponent[] {
  const minutes = components.find(({ type }) => type === 'FOOTER')?.['code_expiration_minutes']
  return components.map((each) => {
    if (each.type === 'BODY') return { ...each, text: words(each), example }
    if (each.type === 'FOOTER')
      return { ...each, text: `This code expires in ${textOf(minutes)} minutes.` }
    return { ...each, buttons: (each.buttons ?? []).map((button) => linkOf(button, minutes)) }
  })
}

const example = { body_text: [['123456']] }

function words(body: TemplateComponent): string {
  const advice = body['add_security_recommendation']
    ? ' For your security, do not share this code.'
    : ''
  return `*{{1}}* is your verification code.${advice}`
}

function linkOf(
  { text, otp_type: handing = '' }: TemplateButton,
  minutes: unknown,
): TemplateButton {
  const expiry = minutes === undefined ? '' : `&code_expiration_minutes=${textOf(minutes)}`
  const url = `https://www.whatsapp.com/otp/code/?otp_type=${handing}${expiry}&code=otp`
  return {
    type: 'URL',
    text: text || (handing === 'COPY_CODE' ? 'Copy code' : 'Autofill'),
    url: `${url}{{1}}`,
    example: [`${url}123456`],
  }
}

/** The same code of at most fifteen characters stands in the text and in the button; a user without a number gets none. */
export function judgeCodeSent(values: readonly (string | undefined)[], hasNumber: boolean): void {
  if (!hasNumber)
    throw new GraphError({
      code: 131062,
      details: 'Authentication templates cannot be sent to a business-scoped user id',
    })
  const [code = '', ...others] = values
  if (code.length === 0 || code.length > 15 || others.some((each) => each !== code))
    throw new GraphError({
      code: 132018,
      message: '(#132018) There is an issue with the parameters of the template',
      details: 'The code of body and button is one, of 1 to 15 characters',
    })
}
