/** Values for a schema, and values that are wrong for it: for tests that go through every route. */
import { Value } from 'typebox/value'

export interface Shape {
  type?: string
  properties?: Record<string, Shape>
  required?: string[]
  items?: Shape
  anyOf?: Shape[]
  enum?: unknown[]
  const?: unknown
  minimum?: number
  minItems?: number
  patternProperties?: object
  additionalProperties?: unknown
}

const texts = [
  '1',
  'text',
  'long enough to be a text',
  'someone@example.com',
  '00000000-0000-4000-8000-000000000000',
  '2027-01-02T03:04:05.000Z',
  '#aabbcc',
  'acme',
  'me',
  '👍',
  'a'.repeat(64),
]

/** A value that fits; only what is required. */
export function sampleOf(schema: Shape): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return sampleOf(schema.anyOf[0]!)
  switch (schema.type) {
    case 'string':
      return texts.find((text) => Value.Check(schema as never, text))
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items!))
    case 'null':
      return null
    case undefined:
    default:
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties![name]!)]),
      )
  }
}

/** Bodies that fit but for one property, which has a value that its schema refuses. */
export function mistakesIn(schema: Shape): { name: string; body: unknown }[] {
  const object = schema.anyOf?.find(({ properties }) => properties) ?? schema
  const base = sampleOf(object) as Record<string, unknown>
  const wrong = [{ $ne: null }, [], 1, true, null, 1.5, -1, '', '\u0000', 'x'.repeat(100_001)]
  return Object.entries(object.properties ?? {}).flatMap(([name, property]) =>
    wrong
      .filter((value) => !Value.Check(property as never, value))
      .map((value) => ({ name, body: { ...base, [name]: value } })),
  )
}

/** Places of a schema where an object would take members that it does not name. */
export function openPlaces(schema: Shape, place = ''): string[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
      openPlaces(each, `${place}/${name}`),
    ),
    ...(schema.items ? openPlaces(schema.items, `${place}/*`) : []),
    ...(schema.anyOf ?? []).flatMap((each) => openPlaces(each, place)),
  ]
  const isOpen =
    schema.type === 'object' && schema.properties && schema.additionalProperties !== false
  return isOpen ? [place, ...inner] : inner
}
