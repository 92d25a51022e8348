import { type Static, type TSchema, Type } from 'typebox'

/** Ids are strings on the wire; bigint identities inside. */
export const Id = Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'Opaque id' })
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
})
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
export const Open = Type.Record(Type.String(), Type.Unknown())

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()])
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
}

/** Every list pages by keyset; `nextCursor` is null at the end. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) })
}
export const Paging = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
}

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() })),
    ),
    requestId: Type.String(),
  },
  { additionalProperties: true },
)
export type Problem = Static<typeof Problem>
