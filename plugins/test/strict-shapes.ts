/** Closed shapes, and texts in the units that Meta counts. */
import { type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

/** These fields and no other. */
export function closed<P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}

/** At least one character, at most so many code points, or bytes of UTF-8. */
export function text(max: number, unit: 'characters' | 'bytes' = 'characters'): TSchema {
  return Type.Refine(
    Type.String({ minLength: 1 }),
    (value) => (unit === 'bytes' ? Buffer.byteLength(value) : Array.from(value).length) <= max,
    () => `must have at most ${max} ${unit}`,
  )
}

export function errorsOf(schema: TSchema, value: unknown): string[] {
  if (Value.Check(schema, value)) return []
  const errors = [...Value.Errors(schema, value)].map(
    ({ instancePath, message }) => `${instancePath} ${message}`,
  )
  return [`${errors.slice(0, 6).join('; ')} in ${JSON.stringify(value)}`]
}
