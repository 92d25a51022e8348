/** Answers as JSON, holding only what their schema names: a column that a query brought along never leaves by accident. */
import type { TSchema } from 'typebox'

type Shape = TSchema & {
  type?: string
  properties?: Record<string, TSchema>
  additionalProperties?: unknown
  items?: TSchema
  anyOf?: TSchema[]
}
/** Gives back the value itself where nothing has to go. Undefined where all of a value may pass. */
type Pick = ((value: unknown) => unknown) | undefined

/**
 * Refused: fast-json-stringify. It builds a validator for each route that has a nullable member, a tenth of all the
 * memory of the server, and is slower than the native JSON.stringify over what is clean already.
 */
export function serializerFor(schema: TSchema): (value: unknown) => string {
  const pick = pickFor(schema)
  return (value) => JSON.stringify(pick ? pick(value) : value)
}

function pickFor(schema: Shape): Pick {
  if (schema.anyOf) return pickOneOf(schema.anyOf)
  if (schema.type === 'array') return pickItems(schema.items)
  if (schema.type === 'object' && schema.properties && !schema.additionalProperties)
    return pickMembers(schema.properties)
  return undefined
}

function pickItems(items: TSchema | undefined): Pick {
  const pick = items && pickFor(items)
  if (!pick) return undefined
  return (value) => {
    if (!Array.isArray(value)) return value
    const dirty = value.findIndex((each) => pick(each) !== each)
    return dirty < 0 ? value : value.map((each) => pick(each))
  }
}

function pickMembers(properties: Record<string, TSchema>): Pick {
  const members = new Map<string, Pick | null>(
    Object.entries(properties).map(([name, schema]) => [name, pickFor(schema) ?? null]),
  )
  return (value) => {
    if (typeof value !== 'object' || value === null) return value
    let picked: Record<string, unknown> | undefined
    for (const name of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[name]
      const pick = members.get(name)
      const kept = pick ? pick(member) : member
      if (pick !== undefined && kept === member) continue
      picked ??= { ...value }
      if (pick === undefined) delete picked[name]
      else picked[name] = kept
    }
    return picked ?? value
  }
}

/** Nearly always a thing or null. Of several shapes of objects, a value keeps what any of them names. */
function pickOneOf(schemas: readonly Shape[]): Pick {
  const objects = schemas.filter(({ properties }) => properties)
  if (objects.length > 1)
    return pickMembers(Object.assign({}, ...objects.map(({ properties }) => properties)))
  const picks = schemas.map((each) => pickFor(each)).filter((pick) => pick !== undefined)
  return picks.length === 1 ? picks[0] : undefined
}
