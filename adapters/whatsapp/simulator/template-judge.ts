/** What a template must be to be taken into review. */
import { oneOf, strict } from '@parley/adapter-meta/simulator'
import type { TemplateComponent } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'

import { judgeCarousel } from './template-carousel.ts'
import { judgeCode } from './template-code.ts'
import { refused } from './template-refusal.ts'
import { variablesOf } from './template-send.ts'

const button = Type.Object({
  type: oneOf('QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'FLOW', 'OTP', 'CATALOG', 'MPM'),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 25 })),
  url: Type.Optional(Type.String({ maxLength: 2000 })),
  phone_number: Type.Optional(Type.String({ maxLength: 20 })),
  example: Type.Optional(Type.Unknown()),
  otp_type: Type.Optional(oneOf('COPY_CODE', 'ONE_TAP', 'ZERO_TAP')),
  autofill_text: Type.Optional(Type.String({ minLength: 1, maxLength: 25 })),
  zero_tap_terms_accepted: Type.Optional(Type.Boolean()),
  supported_apps: Type.Optional(
    Type.Array(
      Type.Object(
        {
          package_name: Type.String({ minLength: 1, maxLength: 224 }),
          signature_hash: Type.String({ minLength: 11, maxLength: 11 }),
        },
        strict,
      ),
      { minItems: 1, maxItems: 5 },
    ),
  ),
})
const parts = {
  format: Type.Optional(oneOf('TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION')),
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
  example: Type.Optional(Type.Unknown()),
  buttons: Type.Optional(Type.Array(button, { minItems: 1, maxItems: 10 })),
}
const card = Type.Object(
  {
    components: Type.Array(
      Type.Object({ type: oneOf('HEADER', 'BODY', 'BUTTONS'), ...parts }, strict),
      { minItems: 1 },
    ),
  },
  strict,
)
const component = Type.Object({
  type: oneOf('HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL'),
  ...parts,
  add_security_recommendation: Type.Optional(Type.Boolean()),
  code_expiration_minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })),
  cards: Type.Optional(Type.Array(card, { minItems: 1, maxItems: 10 })),
})
const edits = {
  category: Type.Optional(oneOf('MARKETING', 'UTILITY', 'AUTHENTICATION')),
  parameter_format: Type.Optional(oneOf('NAMED', 'POSITIONAL')),
  components: Type.Optional(Type.Array(component, { minItems: 1 })),
  message_send_ttl_seconds: Type.Optional(Type.Integer()),
  allow_category_change: Type.Optional(Type.Boolean()),
}
export const templateDraft = Type.Object(
  {
    ...edits,
    name: Type.String({ minLength: 1, maxLength: 512, pattern: '^[a-z0-9_]+$' }),
    language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Z]{2,4})?$' }),
    category: oneOf('MARKETING', 'UTILITY', 'AUTHENTICATION'),
    components: Type.Array(component, { minItems: 1 }),
  },
  strict,
)

export const templateEdit = Type.Object(edits, { ...strict, minProperties: 1 })

const maxText: Readonly<Record<string, number>> = { HEADER: 60, BODY: 1024, FOOTER: 60, BUTTONS: 0 }

/** Throws what the review would not even begin with. */
export function judgeComponents(
  components: readonly TemplateComponent[],
  { category, format }: { readonly category: string; readonly format: string },
): void {
  if (category === 'AUTHENTICATION') return judgeCode(components)
  const types = components.map((each) => each.type)
  if (!types.includes('BODY')) throw refused(2388072, 'The template must have a body')
  if (new Set(types).size !== types.length)
    throw refused(2388072, 'A component type may appear once only')
  for (const each of components) judgeComponent(each, format)
  judgeCarousel(components, category)
}

/** Also of a card's components. */
function judgeComponent(component: TemplateComponent, format: string): void {
  const { type, text = '', buttons = [], cards = [] } = component
  const inner = cards.flatMap((card) => card.components)
  for (const each of inner) judgeComponent(each, format)
  if (type === 'CAROUSEL') return
  const max = maxText[type] ?? 0
  if (text.length > max)
    throw refused(2388040, `The text of ${type} is longer than ${max} characters`)
  judgeMissing(component)
  judgeButtons(buttons)
  if (variablesOf(text).length > 0) judgeVariables(component, format)
}

function judgeButtons(buttons: NonNullable<TemplateComponent['buttons']>): void {
  if (buttons.some((each) => each.type === 'OTP'))
    throw refused(2388043, 'Only authentication templates have one-time password buttons')
  if (buttons.some((each) => each.type === 'FLOW' && each.flow_id === undefined))
    throw refused(2388043, 'A button that opens a form needs its flow_id')
}

function judgeMissing(component: TemplateComponent): void {
  const { type } = component
  const missing = missingField(component)
  if (missing) throw refused(subcodes[type] ?? 2388043, `${type} needs ${missing}`)
}

const subcodes: Readonly<Record<string, number>> = {
  HEADER: 2388047,
  BODY: 2388072,
  FOOTER: 2388073,
}

function missingField(component: TemplateComponent): string | undefined {
  const { type, format, text, buttons } = component
  if (type === 'BUTTONS') return buttons ? undefined : 'buttons'
  if (type === 'HEADER' && !format) return 'a format'
  if (needsSample(component)) return 'an example handle'
  return !text && needsText(component) ? 'a text' : undefined
}

function needsSample({ type, format = '', example }: TemplateComponent): boolean {
  if (type !== 'HEADER' || !['IMAGE', 'VIDEO', 'DOCUMENT'].includes(format)) return false
  const handles = (example as { header_handle?: unknown } | undefined)?.header_handle
  return !Array.isArray(handles) || handles.length === 0
}

function needsText(component: TemplateComponent): boolean {
  return (component.format ?? 'TEXT') === 'TEXT' && component.type !== 'BUTTONS'
}

function judgeVariables({ type, text = '', example }: TemplateComponent, format: string): void {
  if (!example) throw refused(2388043, `${type} has variables, so it needs examples for them`)
  const isNamed = format === 'NAMED'
  const names = variablesOf(text)
  if (names.some((name, index) => (isNamed ? /^\d+$/.test(name) : name !== `${index + 1}`)))
    throw refused(2388299, 'The variables are not in the form that parameter_format says')
  if (type === 'BODY' && /^\{\{[^}]*\}\}|\{\{[^}]*\}\}$/.test(text))
    throw refused(2388299, 'Variables cannot be at the start or the end of the body')
}
