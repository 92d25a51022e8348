/** One input for every kind of field that is no form of its own. */
import { Copy, Plus, Trash2 } from 'lucide-react'
import type { FunctionComponent } from 'react'

import { t } from '../i18n.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Checkbox } from '../ui/check.tsx'
import { TextField } from '../ui/field.tsx'
import { RadioGroup } from '../ui/radio-group.tsx'
import { Select } from '../ui/select.tsx'
import { copyText } from '../ui/states.tsx'
import { type Field, type FieldKind, textOf } from './schema.ts'

import css from './forms.module.css'

export interface FieldProps {
  readonly field: Field
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** What is wrong, in words, by JSON pointer. */
  readonly errors: Readonly<Record<string, string>>
  readonly pointer: string
}
export type PlainKind = Exclude<FieldKind, 'group' | 'rows'>

export const inputs: Readonly<Record<PlainKind, FunctionComponent<FieldProps>>> = {
  text: TextInput,
  multiline: TextInput,
  secret: TextInput,
  number: TextInput,
  boolean: BooleanInput,
  choice: ChoiceInput,
  choices: ChoicesInput,
  texts: TextsInput,
  pairs: PairsInput,
  unknown: UnknownInput,
}

/** Few options are all in sight; more are folded into a list. */
const RADIO_MAX = 4

function TextInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const { schema, kind, hints } = field
  const text = textOf(value)
  return (
    <TextField
      label={labelOf(field)}
      description={describe(field)}
      error={errors[pointer]}
      placeholder={placeholderOf(field)}
      type={typeOf(field)}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      isMultiline={kind === 'multiline'}
      isReadOnly={schema.readOnly ?? false}
      autoComplete={kind === 'secret' ? 'new-password' : 'off'}
      spellCheck={kind === 'multiline' ? 'true' : 'false'}
      value={text}
      onChange={onChange}
      end={
        hints.copy && text ? (
          <IconButton label={t('form.copy')} onPress={() => void copyText(text)}>
            <Copy size={16} aria-hidden />
          </IconButton>
        ) : undefined
      }
    />
  )
}

function typeOf({ kind, schema: { format } }: Field): string {
  if (kind === 'secret') return 'password'
  const types: Readonly<Record<string, string>> = { email: 'email', uri: 'url', tel: 'tel' }
  return types[format ?? ''] ?? 'text'
}

function placeholderOf({ schema: { examples } }: Field): string | undefined {
  const [first] = examples ?? []
  return first === undefined ? undefined : textOf(first)
}

export function labelOf({ label, isRequired, kind }: Field): string {
  const isOptional = !isRequired && kind !== 'boolean'
  return isOptional ? t('form.optional', { label }) : label
}

export function describe({ hints, schema }: Field): string | undefined {
  return hints.help ?? schema.description
}

function BooleanInput({ field, value, onChange, errors, pointer }: FieldProps) {
  return (
    <>
      <Checkbox isSelected={value === true} onChange={onChange} hint={describe(field)}>
        {field.label}
      </Checkbox>
      <ErrorLine text={errors[pointer]} />
    </>
  )
}

function ChoiceInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const { options, isRequired } = field
  const none = { id: '', label: t('app.none') }
  const shared = {
    label: labelOf(field),
    description: describe(field),
    error: errors[pointer],
    options: isRequired ? options : [none, ...options],
    value: value === undefined ? (isRequired ? null : '') : textOf(value),
    onChange: (id: string) => onChange(options.find((option) => option.id === id)?.value),
  }
  return options.length > RADIO_MAX ? <Select {...shared} /> : <RadioGroup {...shared} />
}

function ChoicesInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const chosen = Array.isArray(value) ? (value as unknown[]) : []
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{labelOf(field)}</legend>
      {field.options.map((option) => (
        <Checkbox
          key={option.id}
          isSelected={chosen.includes(option.value)}
          onChange={(isOn) =>
            onChange(
              isOn ? [...chosen, option.value] : chosen.filter((each) => each !== option.value),
            )
          }
        >
          {option.label}
        </Checkbox>
      ))}
      <HelpLine text={describe(field)} />
      <ErrorLine text={errors[pointer]} />
    </fieldset>
  )
}

/** Lines of one text box. */
function TextsInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const lines = Array.isArray(value) ? (value as unknown[]).map(textOf) : []
  const itemError = Object.entries(errors).find(([at]) => at.startsWith(`${pointer}/`))
  return (
    <TextField
      label={labelOf(field)}
      description={[describe(field), t('form.perLine')].filter(Boolean).join(' ')}
      error={errors[pointer] ?? itemError?.[1]}
      isMultiline
      value={lines.join('\n')}
      onChange={(text) => onChange(text === '' ? [] : text.split('\n'))}
    />
  )
}

/** Names with values. */
function PairsInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const pairs = Object.entries((value ?? {}) as Readonly<Record<string, string>>)
  function change(next: readonly (readonly [string, string])[]): void {
    onChange(Object.fromEntries(next))
  }
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{labelOf(field)}</legend>
      <HelpLine text={describe(field)} />
      {pairs.map(([name, text], at) => (
        // oxlint-disable-next-line react/no-array-index-key -- the name is being typed
        <div key={at} className={css.pair}>
          <TextField
            label={t('form.name')}
            value={name}
            onChange={(changed) => change(pairs.with(at, [changed, text]))}
          />
          <TextField
            label={t('form.value')}
            value={text}
            onChange={(changed) => change(pairs.with(at, [name, changed]))}
          />
          <IconButton label={t('app.delete')} onPress={() => change(pairs.toSpliced(at, 1))}>
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <ErrorLine text={errors[pointer]} />
      <Button size="small" onPress={() => change([...pairs, ['', '']])}>
        <Plus size={14} aria-hidden />
        {t('app.add')}
      </Button>
    </fieldset>
  )
}

function UnknownInput({ field }: FieldProps) {
  return <HelpLine text={t('form.cannotDraw', { label: field.label })} />
}

export function HelpLine({ text }: { readonly text: string | undefined }) {
  return text ? <p className={css.help}>{text}</p> : null
}

export function ErrorLine({ text }: { readonly text: string | undefined }) {
  return text ? (
    <p className={css.error} role="alert">
      {text}
    </p>
  ) : null
}
