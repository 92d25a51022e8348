/** The parts of the form from which a template is made or edited. */
import { type Static, Type } from 'typebox'

export const buttonKinds = [
  'quick_reply',
  'url',
  'phone_number',
  'copy_code',
  'flow',
  'catalog',
  'mpm',
  'postback',
] as const
export type ButtonKind = (typeof buttonKinds)[number]

export function oneOf<const T extends readonly string[]>(values: T, options: object = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options })
}

const ofFlow = { dependsOn: { kind: 'flow' } }
const flowForm = {
  flow: Type.Optional(Type.String({ pattern: '^\\d+$', title: 'ID of the form', 'x-ui': ofFlow })),
  screen: Type.Optional(
    Type.String({
      maxLength: 200,
      title: 'Screen to begin with',
      'x-ui': { ...ofFlow, help: 'None where your own server says what comes first.' },
    }),
  ),
}

export function buttonForm<const T extends readonly ButtonKind[]>(kinds: T) {
  const hasFlows = (kinds as readonly string[]).includes('flow')
  return Type.Object({
    kind: oneOf(kinds, { title: 'Kind' }),
    ...((hasFlows ? flowForm : {}) as typeof flowForm),
    label: Type.Optional(Type.String({ maxLength: 25, title: 'Label' })),
    url: Type.Optional(
      Type.String({
        maxLength: 2000,
        title: 'Address',
        'x-ui': { help: 'May end in {{1}}.', dependsOn: { kind: 'url' } },
      }),
    ),
    phone: Type.Optional(
      Type.String({
        maxLength: 20,
        title: 'Phone number',
        'x-ui': { dependsOn: { kind: 'phone_number' } },
      }),
    ),
    example: Type.Optional(
      Type.String({
        maxLength: 2000,
        title: 'Example',
        'x-ui': {
          help: 'The full address, or the code.',
          dependsOn: { kind: ['url', 'copy_code'] },
        },
      }),
    ),
  })
}

export const sampleForm = Type.String({
  pattern: '^(https://|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$)',
  maxLength: 2000,
  title: 'Sample file',
  'x-ui': {
    widget: 'upload',
    help: 'An example file, by its public address or uploaded here. Meta looks at it in the review.',
  },
})

export const examplesForm = Type.Record(Type.String(), Type.String({ maxLength: 1024 }), {
  title: 'Examples',
  'x-ui': { help: 'A value for every variable; header.1 where the header has one of its own.' },
})

/** What every template has, whatever its category. */
export const naming = {
  id: Type.Optional(Type.String({ title: 'Template to edit', 'x-ui': { hidden: true } })),
  name: Type.String({
    pattern: '^[a-z0-9_]{1,512}$',
    title: 'Name',
    'x-ui': {
      order: 1,
      help: 'Small letters, digits and underscores. It cannot be changed later.',
    },
  }),
  language: Type.String({
    pattern: '^[a-z]{2,3}(_[A-Z]{2})?$',
    title: 'Language',
    'x-ui': { order: 2, help: 'Like en, en_US or pt_BR.' },
  }),
}

/** A form's field with other hints: its place, and on what it depends. */
export function placed<T extends object>(form: T, hints: object): T {
  const { 'x-ui': own = {} } = form as { 'x-ui'?: object }
  return { ...form, 'x-ui': { ...own, ...hints } }
}

const anyButton = buttonForm(buttonKinds)
export type DraftButton = Static<typeof anyButton>
