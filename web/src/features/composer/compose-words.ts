/** The kinds of message and their fields, in the language of the screen. */
import type { FormSchema } from '../../forms/schema.ts'
import { type PlainKey, t } from '../../i18n.ts'

export function kindLabel(kind: string): PlainKey | undefined {
  return kinds[kind]
}

const kinds: Readonly<Record<string, PlainKey>> = {
  buttons: 'compose.buttons',
  list: 'compose.list',
  link: 'compose.link',
  cards: 'compose.cards',
  location: 'compose.location',
  contacts: 'compose.contacts',
  stock: 'compose.stock',
  share: 'compose.share',
  ask: 'compose.ask',
  form: 'compose.form',
}

/** A form with the titles of its fields; one that is not known keeps its own. */
export function inOurWords(schema: FormSchema): FormSchema {
  return named(schema, '')
}

function named(schema: FormSchema, place: string): FormSchema {
  const { properties, items, enum: values } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, field]) => [name, withTitle(field, name, place)]),
      ),
    }),
    ...(items && { items: named(items, place) }),
    ...(values && { enum: undefined, anyOf: values.map(optionOf) }),
  }
}

function withTitle(field: FormSchema, name: string, place: string): FormSchema {
  const key = fields[place ? `${place}.${name}` : name] ?? fields[name]
  return { ...named(field, name), ...(key && { title: t(key) }) }
}

function optionOf(value: unknown): FormSchema {
  const key = options[String(value)]
  return { const: value, ...(key && { title: t(key) }) }
}

const options: Readonly<Record<string, PlainKey>> = {
  location: 'compose.theirLocation',
  phone: 'compose.theirPhone',
  email: 'compose.theirEmail',
}

/** By name, or by name within another where the same word means another thing there. */
const fields: Readonly<Record<string, PlainKey>> = {
  text: 'compose.text',
  header: 'compose.header',
  footer: 'compose.footer',
  buttons: 'compose.buttons',
  title: 'compose.fieldTitle',
  url: 'compose.url',
  phone: 'compose.phone',
  list: 'compose.list',
  rows: 'compose.rows',
  button: 'compose.button',
  description: 'compose.description',
  section: 'compose.section',
  link: 'compose.link',
  label: 'compose.label',
  'location.label': 'compose.name',
  cards: 'compose.cards',
  subtitle: 'compose.subtitle',
  imageUrl: 'compose.imageUrl',
  location: 'compose.location',
  address: 'compose.address',
  lat: 'compose.lat',
  lon: 'compose.lon',
  contacts: 'compose.contacts',
  name: 'compose.name',
  phones: 'compose.phones',
  isReachable: 'compose.isReachable',
  emails: 'compose.emails',
  company: 'compose.company',
  department: 'compose.department',
  jobTitle: 'compose.jobTitle',
  websites: 'compose.websites',
  birthday: 'compose.birthday',
  street: 'compose.street',
  zip: 'compose.zip',
  city: 'compose.city',
  state: 'compose.state',
  country: 'compose.country',
  stock: 'compose.stock',
  'stock.id': 'compose.stock',
  share: 'compose.share',
  'share.id': 'compose.postId',
  ask: 'compose.ask',
  what: 'compose.what',
  form: 'compose.form',
  'form.id': 'compose.formId',
  screen: 'compose.screen',
  values: 'compose.values',
  isDraft: 'compose.isDraft',
}
