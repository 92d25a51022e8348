/** Reads the part of JSON Schema that forms are drawn from: which fields there are, in what order, and of what kind. */

/** Hints beside the schema, for the form alone. */
export interface FormHints {
  readonly order?: number
  readonly help?: string
  /** An address that explains more. */
  readonly docs?: string
  readonly advanced?: boolean
  readonly secret?: boolean
  readonly hidden?: boolean
  readonly copy?: boolean
  readonly widget?: string
  /** Shown only while another field is set, or has one of these values. */
  readonly dependsOn?: string | Readonly<Record<string, unknown>>
}
export interface FormSchema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, FormSchema>>
  readonly patternProperties?: Readonly<Record<string, FormSchema>>
  readonly additionalProperties?: boolean | FormSchema
  readonly required?: readonly string[]
  readonly items?: FormSchema
  readonly anyOf?: readonly FormSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly readOnly?: boolean
  readonly writeOnly?: boolean
  readonly 'x-ui'?: FormHints
}

export type FieldKind =
  | 'text'
  | 'multiline'
  | 'secret'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'texts'
  | 'group'
  | 'rows'
  | 'pairs'
  | 'unknown'
export interface Field {
  readonly name: string
  readonly kind: FieldKind
  readonly label: string
  readonly schema: FormSchema
  readonly hints: FormHints
  readonly isRequired: boolean
  /** What a choice offers. */
  readonly options: readonly FieldOption[]
}
export interface FieldOption {
  readonly id: string
  readonly label: string
  readonly value: unknown
}
export type FormValue = Readonly<Record<string, unknown>>

/** The fields of an object, by their order; those without one keep theirs, after the others. */
export function fieldsOf(schema: FormSchema): readonly Field[] {
  return Object.entries(schema.properties ?? {})
    .map(([name, property]) => fieldOf(name, property, schema.required?.includes(name) ?? false))
    .filter((field) => !field.hints.hidden)
    .toSorted((a, b) => (a.hints.order ?? Infinity) - (b.hints.order ?? Infinity) || 0)
}

function fieldOf(name: string, property: FormSchema, isRequired: boolean): Field {
  const schema = withoutNull(property)
  const kind = kindOf(schema)
  return {
    name,
    kind,
    label: schema.title ?? wordsOf(name),
    schema,
    hints: schema['x-ui'] ?? {},
    isRequired,
    options: optionsOf(kind === 'choices' ? (schema.items ?? {}) : schema),
  }
}

/** A value that may be null is the same field, only optional. */
function withoutNull(schema: FormSchema): FormSchema {
  const others = schema.anyOf?.filter((branch) => branch.type !== 'null')
  if (!others || others.length === schema.anyOf?.length || others.length !== 1) return schema
  const { anyOf: _anyOf, ...outer } = schema
  return { ...others[0], ...outer }
}

function kindOf(schema: FormSchema): FieldKind {
  if (optionsOf(schema).length > 0) return 'choice'
  if (schema.type === 'array') return kindOfList(schema.items ?? {})
  if (schema.type === 'object') return schema.properties ? 'group' : kindOfRecord(schema)
  if (schema.type === 'string') return kindOfText(schema)
  return plainKinds[schema.type ?? ''] ?? 'unknown'
}

const plainKinds: Readonly<Record<string, FieldKind>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
}

function kindOfText({ format, writeOnly, 'x-ui': hints = {} }: FormSchema): FieldKind {
  if (hints.secret || writeOnly || format === 'password') return 'secret'
  const isLong = hints.widget === 'textarea' || format === 'multiline'
  return isLong ? 'multiline' : 'text'
}

function kindOfList(items: FormSchema): FieldKind {
  if (optionsOf(items).length > 0) return 'choices'
  if (items.type === 'string') return 'texts'
  return items.type === 'object' && items.properties ? 'rows' : 'unknown'
}

function kindOfRecord(schema: FormSchema): FieldKind {
  const values = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties
  return typeof values === 'object' && values.type === 'string' ? 'pairs' : 'unknown'
}

function optionsOf(schema: FormSchema): readonly FieldOption[] {
  if (schema.enum) return schema.enum.map((value) => optionOf(value, undefined))
  const branches = schema.anyOf ?? []
  const isUnionOfConsts = branches.length > 0 && branches.every((branch) => 'const' in branch)
  return isUnionOfConsts ? branches.map((branch) => optionOf(branch.const, branch.title)) : []
}

function optionOf(value: unknown, title: string | undefined): FieldOption {
  const id = textOf(value)
  return { id, label: title ?? wordsOf(id), value }
}

/** A plain value as an input shows it. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `phoneNumberId` and `PHONE_NUMBER_ID` read as `Phone number id`. */
export function wordsOf(name: string): string {
  const spaced = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/** What the form begins with: what is known, else the defaults. */
export function initialValue(schema: FormSchema, known: FormValue = {}): FormValue {
  const entries = fieldsOf(schema).flatMap((field) => {
    const given = known[field.name] ?? field.schema.default
    if (field.kind === 'group') {
      return [[field.name, initialValue(field.schema, (given ?? {}) as FormValue)] as const]
    }
    return given === undefined || given === null ? [] : [[field.name, given] as const]
  })
  return Object.fromEntries(entries)
}

/** Whether what the field depends on is so. */
export function isShown({ hints: { dependsOn } }: Field, value: FormValue): boolean {
  if (dependsOn === undefined) return true
  if (typeof dependsOn === 'string') return isFilled(value[dependsOn])
  return Object.entries(dependsOn).every(([name, wanted]) =>
    Array.isArray(wanted) ? wanted.includes(value[name]) : value[name] === wanted,
  )
}

export function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() !== ''
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== false
}

/** The fields that are on the screen now. */
export function shownFields(schema: FormSchema, value: FormValue): readonly Field[] {
  return fieldsOf(schema).filter((field) => isShown(field, value))
}
