/** What can be changed about a connection: its name, its settings, its credentials. */
import type { Channel, Connection } from '@parley/core/schemas'
import { type SubmitEvent, useState } from 'react'

import { api, queries } from '../../../client.ts'
import { SchemaFields } from '../../../forms/schema-form.tsx'
import { type FormSchema, initialValue } from '../../../forms/schema.ts'
import { type SchemaForm, useSchemaForm } from '../../../forms/use-schema-form.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { notify } from '../../../ui/toast.tsx'
import { Block } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { FormProblem } from './form-problem.tsx'

import css from '../settings.module.css'

export function RenameForm({ connection }: { readonly connection: Connection }) {
  const [name, setName] = useState(connection.name)
  const { isBusy, run } = useChange('connections')
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    void run(
      () => api.patch(`/api/social-connections/${connection.id}`, { name: name.trim() }),
      t('app.saved'),
    )
  }
  return (
    <Block title={t('connection.name')} hint={t('connection.nameHint')}>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField label={t('connection.name')} isLabelHidden value={name} onChange={setName} />
        <Button type="submit" isPending={isBusy} isDisabled={name.trim() === ''}>
          {t('app.save')}
        </Button>
      </form>
    </Block>
  )
}

interface PartProps {
  readonly connection: Connection
  readonly channel: Channel
}

export function ConfigForm({ connection, channel }: PartProps) {
  const schema = (channel.schemas?.config ?? {}) as FormSchema
  const form = useSchemaForm(
    [{ schema, pointer: '/config', initial: initialValue(schema, connection.config) }],
    ([config]) => patch(connection.id, { config }),
  )
  return (
    <Block title={t('connection.settings')}>
      <PartForm form={form} schema={schema} pointer="/config" submitLabel={t('app.save')} />
    </Block>
  )
}

/** New credentials are checked with the platform before they take the place of the old ones. */
export function SecretsForm({ connection, channel }: PartProps) {
  const schema = (channel.schemas?.secrets ?? {}) as FormSchema
  const [round, setRound] = useState(0)
  return (
    <Block title={t('connection.credentials')} hint={t('connection.credentialsHint')}>
      <SecretsPart
        key={round}
        schema={schema}
        connection={connection}
        onSaved={() => setRound(round + 1)}
      />
    </Block>
  )
}

function SecretsPart({
  schema,
  connection,
  onSaved,
}: {
  readonly schema: FormSchema
  readonly connection: Connection
  readonly onSaved: () => void
}) {
  const form = useSchemaForm([{ schema, pointer: '/secrets', initial: {} }], async ([secrets]) => {
    await patch(connection.id, { secrets })
    onSaved()
  })
  return (
    <PartForm
      form={form}
      schema={schema}
      pointer="/secrets"
      submitLabel={t('connection.replaceCredentials')}
    />
  )
}

interface PartFormProps {
  readonly form: SchemaForm
  readonly schema: FormSchema
  readonly pointer: string
  readonly submitLabel: string
}

function PartForm({ form, schema, pointer, submitLabel }: PartFormProps) {
  return (
    <form className={css.form} onSubmit={form.submit} noValidate>
      <SchemaFields
        schema={schema}
        value={form.values[0] ?? {}}
        onChange={(value) => form.setValue(0, value)}
        errors={form.errors}
        pointer={pointer}
      />
      <FormProblem error={form.error} pointers={[pointer]} />
      <div className={css.actions}>
        <Button type="submit" isPending={form.isBusy}>
          {form.isBusy ? t('connection.checking') : submitLabel}
        </Button>
      </div>
    </form>
  )
}

async function patch(id: string, body: object): Promise<void> {
  await api.patch(`/api/social-connections/${id}`, body)
  await queries.invalidateQueries({ queryKey: ['connections'] })
  notify({ text: t('app.saved'), look: 'success' })
}
