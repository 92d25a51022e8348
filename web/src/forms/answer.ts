/** What a filled form is worth: the value to send, and what is wrong with it, by JSON pointer. */
import { type Field, type FormSchema, type FormValue, isFilled, shownFields } from './schema.ts'

export type FaultCode =
  | 'required'
  | 'pattern'
  | 'email'
  | 'address'
  | 'short'
  | 'long'
  | 'number'
  | 'integer'
  | 'low'
  | 'high'
  | 'few'
  | 'many'
export interface Fault {
  readonly code: FaultCode
  readonly limit?: number
}
export type Faults = Readonly<Record<string, Fault>>

/** As the server takes it: numbers as numbers, no empty options, nothing of fields that are not shown. */
export function answerOf(schema: FormSchema, value: FormValue): FormValue {
  const entries = shownFields(schema, value).flatMap((field) => {
    const answer = fieldAnswer(field, value[field.name])
    return answer === undefined ? [] : [[field.name, answer] as const]
  })
  return Object.fromEntries(entries)
}

function fieldAnswer(field: Field, value: unknown): unknown {
  const read = readers[field.kind] ?? plainAnswer
  return read(field, value)
}

type Reader = (field: Field, value: unknown) => unknown
const readers: Partial<Readonly<Record<Field['kind'], Reader>>> = {
  group: (field, value) => groupAnswer(field, (value ?? {}) as FormValue),
  boolean: (field, value) => value ?? (field.isRequired ? false : undefined),
  number: (_field, value) => numberOf(value),
  pairs: (field, value) => filledOr(withoutEmpty((value ?? {}) as FormValue), field),
  rows: listAnswer,
  texts: listAnswer,
  choices: listAnswer,
}

function plainAnswer(field: Field, value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined
  const text = field.kind === 'multiline' ? value : value.trim()
  return text === '' ? undefined : text
}

function groupAnswer(field: Field, value: FormValue): unknown {
  const answer = answerOf(field.schema, value)
  return Object.keys(answer).length > 0 || field.isRequired ? answer : undefined
}

function listAnswer(field: Field, value: unknown): unknown {
  if (!Array.isArray(value)) return undefined
  const items = value as readonly unknown[]
  const answers =
    field.kind === 'rows'
      ? items.map((item) => answerOf(field.schema.items ?? {}, item as FormValue))
      : items.filter(isFilled)
  return filledOr(answers, field)
}

function filledOr<T extends object>(value: T, field: Field): T | undefined {
  return Object.keys(value).length > 0 || field.isRequired ? value : undefined
}

function withoutEmpty(pairs: FormValue): FormValue {
  return Object.fromEntries(Object.entries(pairs).filter(([name, text]) => name && isFilled(text)))
}

/** What is not a number stays text, so that it is found to be wrong. */
function numberOf(value: unknown): unknown {
  if (typeof value !== 'string') return value ?? undefined
  const text = value.trim()
  if (text === '') return undefined
  return Number.isFinite(Number(text)) ? Number(text) : text
}

/** Everything that the server would refuse by the same schema, before it is asked. */
export function faultsOf(schema: FormSchema, value: FormValue, pointer = ''): Faults {
  const answer = answerOf(schema, value)
  const faults: Record<string, Fault> = {}
  for (const field of shownFields(schema, value)) {
    const at = `${pointer}/${field.name}`
    const given = answer[field.name]
    Object.assign(faults, given === undefined ? missing(field, at) : wrong(field, given, at))
  }
  return faults
}

function missing(field: Field, at: string): Faults {
  return field.isRequired && field.kind !== 'boolean' ? { [at]: { code: 'required' } } : {}
}

function wrong(field: Field, given: unknown, at: string): Faults {
  if (field.kind === 'group') return faultsOf(field.schema, given as FormValue, at)
  const found = Array.isArray(given) ? listFault(field.schema, given) : plainFault(field, given)
  if (found) return { [at]: found }
  return Array.isArray(given) ? itemFaults(field, given, at) : {}
}

function plainFault({ schema, kind }: Field, given: unknown): Fault | undefined {
  if (kind === 'number') return numberFault(schema, given)
  return typeof given === 'string' ? textFault(schema, given) : undefined
}

function itemFaults(field: Field, items: readonly unknown[], at: string): Faults {
  const { items: schema = {} } = field.schema
  const faults = items.map((item, index) => {
    if (field.kind === 'rows') return faultsOf(schema, item as FormValue, `${at}/${index}`)
    const found = field.kind === 'texts' ? textFault(schema, String(item)) : undefined
    return found ? { [`${at}/${index}`]: found } : {}
  })
  return Object.assign({}, ...faults) as Faults
}

function listFault({ minItems, maxItems }: FormSchema, items: readonly unknown[]) {
  if (minItems !== undefined && items.length < minItems) {
    return { code: 'few', limit: minItems } as const
  }
  if (maxItems !== undefined && items.length > maxItems) {
    return { code: 'many', limit: maxItems } as const
  }
  return undefined
}

function numberFault(schema: FormSchema, given: unknown): Fault | undefined {
  const { type, minimum, maximum } = schema
  if (typeof given !== 'number') return { code: 'number' }
  if (type === 'integer' && !Number.isInteger(given)) return { code: 'integer' }
  if (minimum !== undefined && given < minimum) return { code: 'low', limit: minimum }
  if (maximum !== undefined && given > maximum) return { code: 'high', limit: maximum }
  return undefined
}

function textFault(schema: FormSchema, text: string): Fault | undefined {
  const { minLength = 0, maxLength = Infinity, pattern } = schema
  // JSON Schema counts code points
  const { length } = Array.from(text)
  if (length < minLength) return { code: 'short', limit: minLength }
  if (length > maxLength) return { code: 'long', limit: maxLength }
  if (pattern && !new RegExp(pattern, 'u').test(text)) return { code: 'pattern' }
  return formatFault(schema.format, text)
}

function formatFault(format: string | undefined, text: string): Fault | undefined {
  if (format === 'email' && !/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text)) return { code: 'email' }
  if ((format === 'uri' || format === 'url') && !URL.canParse(text)) return { code: 'address' }
  return undefined
}
