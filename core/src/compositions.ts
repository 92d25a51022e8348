/** What can be put together for a channel beside text and files: each kind with the form that makes it, within the channel's limits. The form's value is a part of a new message. */
import { type TObject, type TSchema, Type } from 'typebox'

import type { TextLimit } from './adapter.ts'
import { framed, type Special, specials } from './draft-kinds.ts'
import { levelOf } from './interactive.ts'
import { oneOf } from './schemas/common.ts'
import type { Channel } from './steps.ts'

export interface Composition {
  readonly kind: Special
  /** The channel has no such message: it goes out in words. */
  readonly isText: boolean
  /** One file may stand above it, in place of the header. */
  readonly takesFile: boolean
  readonly schema: TObject
}

export function compositionsOf(channel: Channel): readonly Composition[] {
  return specials.flatMap((kind) => {
    const level = levelOf(channel, kind)
    if (level === 'rejected' || level === 'dropped') return []
    const isText = level === 'fallback'
    const takesFile = !isText && framed.has(kind) && channel.limits.head !== undefined
    return [{ kind, isText, takesFile, schema: Type.Object(forms[kind](channel)) }]
  })
}

type Fields = Record<string, TSchema>

const forms: Readonly<Record<Special, (channel: Channel) => Fields>> = {
  buttons({ limits: { buttons: limit, text } }) {
    const button = Type.Object({
      title: words(limit?.label, 1),
      url: Type.Optional(address(2)),
      phone: Type.Optional(words({ max: 40 }, 3)),
    })
    return withFrame(limit?.text ?? text, {
      buttons: Type.Array(button, { minItems: 1, maxItems: limit?.max ?? 10, ...at(2) }),
    })
  },
  list({ limits: { list: limit, text } }) {
    const row = Type.Object({
      title: words(limit?.label, 1),
      description: Type.Optional(words(limit?.description, 2)),
      section: Type.Optional(words({ max: 24 }, 3)),
    })
    const rows = Type.Array(row, { minItems: 1, maxItems: limit?.maxRows ?? 20, ...at(2) })
    return withFrame(limit?.text ?? text, {
      list: Type.Object({ button: words(limit?.button, 1), rows }, at(2)),
    })
  },
  link: ({ limits: { buttons: limit, text } }) =>
    withFrame(limit?.text ?? text, {
      link: Type.Object({ label: words(limit?.label, 1), url: address(2) }, at(2)),
    }),
  cards({ limits: { cards: limit, buttons } }) {
    const button = Type.Object({
      title: words(buttons?.label, 1),
      url: Type.Optional(address(2)),
    })
    const card = Type.Object({
      title: words(limit?.title, 1),
      subtitle: Type.Optional(words(limit?.subtitle, 2)),
      imageUrl: Type.Optional(address(3)),
      url: Type.Optional(address(4)),
      buttons: Type.Optional(Type.Array(button, { maxItems: limit?.maxButtons ?? 3, ...at(5) })),
    })
    return { cards: Type.Array(card, { minItems: 1, maxItems: limit?.max ?? 10 }) }
  },
  location: () => ({
    location: Type.Object({
      label: Type.Optional(words({ max: 200 }, 1)),
      address: Type.Optional(words({ max: 500 }, 2)),
      lat: Type.Number({ minimum: -90, maximum: 90, ...at(3) }),
      lon: Type.Number({ minimum: -180, maximum: 180, ...at(4) }),
    }),
  }),
  contacts: () => ({ contacts: Type.Array(contactForm, { minItems: 1, maxItems: 20 }) }),
  stock: ({ capabilities: { stock = [] } }) => ({
    stock: Type.Object({
      id: Type.Unsafe<string>({
        anyOf: stock.map(({ id, label, emoji }) => ({ const: id, title: `${emoji} ${label}` })),
      }),
    }),
  }),
  share: () => ({ share: Type.Object({ id: Type.String({ pattern: '^\\S+$', maxLength: 100 }) }) }),
  ask: ({ capabilities: { ask = [] }, limits: { buttons, text } }) => ({
    text: long(buttons?.text ?? text),
    ask: Type.Object({ what: oneOf(ask) }, at(2)),
  }),
  form({ limits: { form: limit, text } }) {
    const fields = {
      id: Type.String({ pattern: '^\\S+$', maxLength: 100, ...at(1) }),
      label: words(limit?.label, 2),
      screen: Type.Optional(words({ max: 200 }, 3, { advanced: true })),
      values: Type.Optional(
        Type.Record(Type.String(), Type.String({ maxLength: 1024 }), at(4, { advanced: true })),
      ),
      isDraft: Type.Optional(Type.Boolean(at(5, { advanced: true }))),
    }
    return withFrame(limit?.text ?? text, { form: Type.Object(fields, at(2)) })
  },
}

const contactForm = Type.Object({
  name: words({ max: 200 }, 1),
  phones: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10, ...at(2) })),
  isReachable: Type.Optional(Type.Boolean(at(3))),
  emails: Type.Optional(Type.Array(Type.String({ maxLength: 254 }), { maxItems: 10, ...at(4) })),
  company: Type.Optional(words({ max: 200 }, 5)),
  department: Type.Optional(words({ max: 200 }, 6, { advanced: true })),
  jobTitle: Type.Optional(words({ max: 200 }, 7, { advanced: true })),
  websites: Type.Optional(
    Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 10, ...at(8, { advanced: true }) }),
  ),
  birthday: Type.Optional(
    Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', ...at(9, { advanced: true }) }),
  ),
  address: Type.Optional(
    Type.Object(
      Object.fromEntries(
        ['street', 'zip', 'city', 'state', 'country'].map((name, n) => [
          name,
          Type.Optional(words({ max: 200 }, n + 1)),
        ]),
      ),
      at(10, { advanced: true }),
    ),
  ),
})

/** A text above, and where few need them a line before and after. */
function withFrame(text: TextLimit, fields: Fields): Fields {
  return {
    text: long(text),
    ...fields,
    header: Type.Optional(words({ max: 60 }, 8, { advanced: true })),
    footer: Type.Optional(words({ max: 60 }, 9, { advanced: true })),
  }
}

function long({ max }: TextLimit): TSchema {
  return Type.String({ minLength: 1, maxLength: max, ...at(1, { widget: 'textarea' }) })
}

/** A limit in bytes is told when it is passed; the number of characters is never above it. */
function words(limit: { readonly max: number } | undefined, order: number, hints: object = {}) {
  return Type.String({ minLength: 1, maxLength: limit?.max ?? 200, ...at(order, hints) })
}

function address(order: number) {
  return Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2000, ...at(order) })
}

function at(order: number, hints: object = {}): { readonly 'x-ui': object } {
  return { 'x-ui': { order, ...hints } }
}
