/** Templates of one-time passwords: a text of WhatsApp's own, and a button that copies the code or hands it to an app. https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates */
import { oneOf, present } from '@parley/adapter-meta'
import { type Static, Type } from 'typebox'

const anApp = { dependsOn: { handing: ['one_tap', 'zero_tap'] } }

export const codeForm = Type.Object(
  {
    handing: Type.Optional(
      oneOf(['copy_code', 'one_tap', 'zero_tap'], {
        title: 'How the code gets to where it is needed',
        default: 'copy_code',
        'x-ui': { help: 'Copied by the customer, or handed to an Android app.' },
      }),
    ),
    label: Type.Optional(Type.String({ maxLength: 25, title: 'Label of the button' })),
    autofillLabel: Type.Optional(
      Type.String({ maxLength: 25, title: 'Label of the button in the app', 'x-ui': anApp }),
    ),
    packageName: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z]\\w*(\\.[A-Za-z]\\w*)+$',
        maxLength: 224,
        title: 'Package of the app',
        'x-ui': { ...anApp, help: 'Like com.example.shop.' },
      }),
    ),
    signatureHash: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9+/=]{11}$',
        title: 'Signature hash of the app',
        'x-ui': { ...anApp, help: 'Eleven characters, of its signing certificate.' },
      }),
    ),
    acceptsTerms: Type.Optional(
      Type.Boolean({
        title: 'I accept WhatsApp’s terms of zero-tap authentication',
        'x-ui': { dependsOn: { handing: 'zero_tap' } },
      }),
    ),
    expiresMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 90,
        title: 'Minutes until the code expires',
        'x-ui': { help: 'Said below the text.' },
      }),
    ),
    advice: Type.Optional(
      Type.Boolean({ title: 'Say that the code must not be shared', default: true }),
    ),
  },
  { title: 'One-time password' },
)
type Code = Static<typeof codeForm>

interface Draft {
  readonly code?: Code
  readonly [part: string]: unknown
}

export function faultOfCode(draft: Draft): string | undefined {
  const own = ['headerText', 'headerMedia', 'body', 'footer', 'buttons', 'cards'] as const
  if (own.some((part) => draft[part] !== undefined))
    return 'A one-time password has WhatsApp’s own text: leave header, text, footer, buttons and cards out.'
  const { handing, packageName, signatureHash, acceptsTerms } = draft.code ?? {}
  if (handing === undefined || handing === 'copy_code') return undefined
  if (!packageName || !signatureHash) return 'Name the app by its package and its signature hash.'
  return handing === 'zero_tap' && !acceptsTerms
    ? 'Zero-tap authentication needs its terms to be accepted.'
    : undefined
}

export function codeParts({ advice = true, expiresMinutes, ...button }: Code): object[] {
  return [
    { type: 'BODY', add_security_recommendation: advice },
    ...(expiresMinutes ? [{ type: 'FOOTER', code_expiration_minutes: expiresMinutes }] : []),
    { type: 'BUTTONS', buttons: [buttonOf(button)] },
  ]
}

function buttonOf({ handing = 'copy_code', label, autofillLabel, ...app }: Code): object {
  const { packageName, signatureHash, acceptsTerms } = app
  const isForApp = handing !== 'copy_code'
  return present({
    type: 'OTP',
    otp_type: handing.toUpperCase(),
    text: label,
    autofill_text: isForApp ? autofillLabel : undefined,
    zero_tap_terms_accepted: handing === 'zero_tap' ? acceptsTerms : undefined,
    supported_apps: isForApp
      ? [{ package_name: packageName, signature_hash: signatureHash }]
      : undefined,
  })
}
