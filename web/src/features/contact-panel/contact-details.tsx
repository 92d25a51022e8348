import type { Contact } from '@parley/core/schemas'
import { Pencil, Plus, Trash2 } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'

import type { ApiError } from '../../api.ts'
import { api, queries, store, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'

import css from './contact-panel.module.css'

/** Name and own fields, edited in place. */
export function ContactDetails({ contact }: { readonly contact: Contact }) {
  const [isEditing, setIsEditing] = useState(false)
  const details = Object.entries(contact.details)
  return (
    <section className={css.section}>
      <div className={css.headingLine}>
        <h3 className={css.heading}>{t('details.contact')}</h3>
        {!isEditing && (
          <IconButton label={t('details.edit')} onPress={() => setIsEditing(true)}>
            <Pencil size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      {isEditing ? (
        <DetailsForm contact={contact} onDone={() => setIsEditing(false)} />
      ) : (
        <Facts details={details} />
      )}
    </section>
  )
}

function Facts({ details }: { readonly details: readonly (readonly [string, unknown])[] }) {
  if (details.length === 0) return <p className={css.muted}>{t('details.none')}</p>
  return (
    <dl className={css.facts}>
      {details.map(([name, value]) => (
        <div key={name}>
          <dt dir="auto">{name}</dt>
          <dd dir="auto">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

interface Row {
  readonly id: number
  readonly name: string
  readonly value: string
}

function DetailsForm({
  contact,
  onDone,
}: {
  readonly contact: Contact
  readonly onDone: () => void
}) {
  const [name, setName] = useState(contact.name)
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(contact))
  const [error, setError] = useState<ApiError | null>(null)
  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    const details = Object.fromEntries(
      rows.filter((row) => row.name.trim()).map((row) => [row.name.trim(), row.value]),
    )
    try {
      const saved = await api.patch<Contact>(`/api/contacts/${contact.id}`, { name, details })
      queries.setQueryData(['contacts', contact.id], saved)
      store.dispatch({ event: 'contact.updated', data: saved })
      onDone()
    } catch (cause) {
      setError(toApiError(cause))
    }
  }
  return (
    <form className={css.form} onSubmit={(event) => void save(event)}>
      <TextField
        label={t('details.name')}
        value={name}
        onChange={setName}
        isRequired
        error={error?.fields['/name']}
      />
      <DetailRows rows={rows} onChange={setRows} />
      {error && <p role="alert">{errorText(error)}</p>}
      <div className={css.buttons}>
        <Button look="quiet" onPress={onDone}>
          {t('app.cancel')}
        </Button>
        <Button type="submit" look="primary">
          {t('app.save')}
        </Button>
      </div>
    </form>
  )
}

function DetailRows({
  rows,
  onChange,
}: {
  readonly rows: readonly Row[]
  readonly onChange: (rows: readonly Row[]) => void
}) {
  function set(id: number, change: Partial<Row>): void {
    onChange(rows.map((row) => (row.id === id ? { ...row, ...change } : row)))
  }
  const nextId = Math.max(0, ...rows.map((row) => row.id)) + 1
  return (
    <>
      {rows.map((row) => (
        <div key={row.id} className={css.pair}>
          <TextField
            label={t('details.field')}
            isLabelHidden
            placeholder={t('details.field')}
            value={row.name}
            onChange={(name) => set(row.id, { name })}
          />
          <TextField
            label={t('details.value')}
            isLabelHidden
            placeholder={t('details.value')}
            value={row.value}
            onChange={(value) => set(row.id, { value })}
          />
          <IconButton
            label={t('app.delete')}
            onPress={() => onChange(rows.filter((other) => other.id !== row.id))}
          >
            <Trash2 size={16} aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        size="small"
        look="quiet"
        onPress={() => onChange([...rows, { id: nextId, name: '', value: '' }])}
      >
        <Plus size={16} aria-hidden />
        {t('details.addField')}
      </Button>
    </>
  )
}

function rowsOf({ details }: Contact): readonly Row[] {
  return Object.entries(details).map(([name, value], id) => ({
    id,
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
}
