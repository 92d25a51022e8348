/** Strict checking of request bodies against TypeBox schemas, refused in the platform's words. */
import { Type } from 'typebox'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

import { GraphError } from './graph-error.ts'
import type { GraphFault } from './graph-error.ts'

/** Options of an object schema that refuses fields it does not name. */
export const strict = { additionalProperties: false } as const

/** A string that must be one of these. */
export function oneOf(...values: string[]): TSchema {
  return Type.Enum(values)
}

type Refuse = (where: string, what: string) => GraphFault

/** Throws the first fault of `value`; `refuse` words it. */
export function checkShape(schema: TSchema, value: unknown, refuse: Refuse = invalidParam): void {
  if (Value.Check(schema, value)) return
  const [fault] = Value.Errors(schema, value)
    .filter(isTelling)
    .sort((left, right) => right.instancePath.length - left.instancePath.length)
  throw new GraphError(refuse(paramName(fault?.instancePath ?? ''), wording(fault)))
}

interface Fault {
  keyword: string
  instancePath: string
  message: string
  params: object
}

// the branches of a union and the mere presence of a forbidden field say less than what stands beside them
function isTelling({ keyword }: Fault): boolean {
  return keyword !== 'anyOf' && keyword !== 'boolean'
}

function wording(fault: Fault | undefined): string {
  if (!fault) return 'is not valid'
  const { additionalProperties, requiredProperties } = fault.params as {
    additionalProperties?: string[]
    requiredProperties?: string[]
  }
  if (additionalProperties) return `has unexpected key "${additionalProperties[0]}"`
  if (requiredProperties) return `must have "${requiredProperties[0]}"`
  const { allowedValues } = fault.params as { allowedValues?: string[] }
  return allowedValues ? `must be one of {${allowedValues.join(', ')}}` : fault.message
}

/** `/message/text` as `message['text']`. */
function paramName(path: string): string {
  const [first = '', ...rest] = path.split('/').slice(1)
  return first + rest.map((part) => `['${part}']`).join('')
}

export function invalidParam(where: string, what: string): GraphFault {
  return { code: 100, message: `(#100) Param ${where || 'body'} ${what}` }
}

/** WhatsApp keeps the message short and tells in `error_data.details`. */
export function invalidWhatsapp(where: string, what: string): GraphFault {
  return {
    code: what.startsWith('must have') ? 131008 : 100,
    message: what.startsWith('must have')
      ? '(#131008) Required parameter is missing'
      : '(#100) Invalid parameter',
    details: `${where || 'The body'} ${what}`,
  }
}
