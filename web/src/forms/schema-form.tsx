import { ExternalLink, Plus, Trash2 } from 'lucide-react'

import { t } from '../i18n.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { describe, ErrorLine, type FieldProps, HelpLine, inputs, labelOf } from './field-inputs.tsx'
import { type Field, type FormSchema, type FormValue, shownFields } from './schema.ts'
import { UploadButton } from './upload-button.tsx'

import css from './forms.module.css'

export interface SchemaFieldsProps {
  readonly schema: FormSchema
  readonly value: FormValue
  readonly onChange: (value: FormValue) => void
  /** What is wrong, in words, by JSON pointer. */
  readonly errors: Readonly<Record<string, string>>
  /** Where this object is in what will be sent. */
  readonly pointer?: string
}

/** The fields of a JSON Schema; those that few need are folded away. */
export function SchemaFields({ schema, value, onChange, errors, pointer = '' }: SchemaFieldsProps) {
  const fields = shownFields(schema, value)
  const usual = fields.filter((field) => !field.hints.advanced)
  const advanced = fields.filter((field) => field.hints.advanced)
  const hasError = advanced.some((field) => hasErrorAt(errors, `${pointer}/${field.name}`))
  function draw(field: Field) {
    return (
      <SchemaField
        key={field.name}
        field={field}
        value={value[field.name]}
        onChange={(changed) => onChange({ ...value, [field.name]: changed })}
        errors={errors}
        pointer={`${pointer}/${field.name}`}
      />
    )
  }
  return (
    <>
      {usual.map(draw)}
      {advanced.length > 0 && (
        <details className={css.advanced} open={hasError || undefined}>
          <summary>{t('form.advanced')}</summary>
          <div className={css.fields}>{advanced.map(draw)}</div>
        </details>
      )}
    </>
  )
}

function hasErrorAt(errors: Readonly<Record<string, string>>, pointer: string): boolean {
  return Object.keys(errors).some((at) => at === pointer || at.startsWith(`${pointer}/`))
}

function SchemaField(props: FieldProps) {
  const { kind, hints } = props.field
  const { docs } = hints
  const Input = kind === 'group' ? GroupInput : kind === 'rows' ? RowsInput : inputs[kind]
  return (
    <div className={css.field}>
      <Input {...props} />
      {hints.widget === 'upload' && <UploadButton field={props.field} onChange={props.onChange} />}
      {docs && (
        <a className={css.docs} href={docs} target="_blank" rel="noreferrer">
          {t('form.docs')}
          <ExternalLink size={12} aria-hidden />
        </a>
      )}
    </div>
  )
}

function GroupInput({ field, value, onChange, errors, pointer }: FieldProps) {
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{labelOf(field)}</legend>
      <HelpLine text={describe(field)} />
      <SchemaFields
        schema={field.schema}
        value={(value ?? {}) as FormValue}
        onChange={onChange}
        errors={errors}
        pointer={pointer}
      />
    </fieldset>
  )
}

function RowsInput({ field, value, onChange, errors, pointer }: FieldProps) {
  const rows = Array.isArray(value) ? (value as FormValue[]) : []
  const { maxItems = Infinity } = field.schema
  return (
    <fieldset className={css.group}>
      <legend className={css.legend}>{labelOf(field)}</legend>
      <HelpLine text={describe(field)} />
      {rows.map((row, at) => (
        <Row
          // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place
          key={at}
          field={field}
          at={at}
          row={row}
          onChange={(changed) => onChange(changed ? rows.with(at, changed) : rows.toSpliced(at, 1))}
          errors={errors}
          pointer={pointer}
        />
      ))}
      <ErrorLine text={errors[pointer]} />
      {rows.length < maxItems && (
        <Button size="small" onPress={() => onChange([...rows, {}])}>
          <Plus size={14} aria-hidden />
          {t('app.add')}
        </Button>
      )}
    </fieldset>
  )
}

interface RowProps extends Pick<FieldProps, 'field' | 'errors' | 'pointer'> {
  readonly at: number
  readonly row: FormValue
  readonly onChange: (row: FormValue | null) => void
}

function Row({ field, at, row, onChange, errors, pointer }: RowProps) {
  return (
    <fieldset className={css.row} aria-label={`${field.label} ${at + 1}`}>
      <div className={css.fields}>
        <SchemaFields
          schema={field.schema.items ?? {}}
          value={row}
          onChange={onChange}
          errors={errors}
          pointer={`${pointer}/${at}`}
        />
      </div>
      <IconButton label={t('app.delete')} onPress={() => onChange(null)}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </fieldset>
  )
}
