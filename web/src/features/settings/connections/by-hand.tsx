import type { Channel, Connection } from '@parley/core/schemas'
import { useState } from 'react'

import { api, queries } from '../../../client.ts'
import { SchemaFields } from '../../../forms/schema-form.tsx'
import { type FormSchema, initialValue } from '../../../forms/schema.ts'
import { useSchemaForm } from '../../../forms/use-schema-form.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/check.tsx'
import { TextField } from '../../../ui/field.tsx'
import { checksOf, FormProblem } from './form-problem.tsx'

import settingsCss from '../settings.module.css'

const pointers = ['/config', '/secrets']

export interface ByHandProps {
  readonly channel: Channel
  readonly onDone: (ids: readonly string[]) => void
}

/** Everything typed in: the form is the adapter's own schemas. */
export function ByHand(props: ByHandProps) {
  const { name, setName, isUnchecked, setIsUnchecked, parts, form } = useByHand(props)
  return (
    <form className={settingsCss.form} onSubmit={form.submit} noValidate>
      {parts.map(({ schema, pointer }, at) => (
        <SchemaFields
          key={pointer}
          schema={schema}
          value={form.values[at] ?? {}}
          onChange={(value) => form.setValue(at, value)}
          errors={form.errors}
          pointer={pointer}
        />
      ))}
      <TextField
        label={t('form.optional', { label: t('connection.name') })}
        description={t('connection.nameHint')}
        value={name}
        onChange={setName}
      />
      <FormProblem error={form.error} pointers={pointers} />
      {form.error && checksOf(form.error) && (
        <Checkbox isSelected={isUnchecked} onChange={setIsUnchecked}>
          {t('connect.withoutCheck')}
        </Checkbox>
      )}
      <Button type="submit" look="primary" isPending={form.isBusy}>
        {form.isBusy ? t('connection.checking') : t('connect.submit')}
      </Button>
    </form>
  )
}

function useByHand({ channel, onDone }: ByHandProps) {
  const [name, setName] = useState('')
  const [isUnchecked, setIsUnchecked] = useState(false)
  const config = (channel.schemas?.config ?? {}) as FormSchema
  const secrets = (channel.schemas?.secrets ?? {}) as FormSchema
  const parts = [
    { schema: config, pointer: '/config', initial: initialValue(config) },
    { schema: secrets, pointer: '/secrets', initial: initialValue(secrets) },
  ]
  const form = useSchemaForm(parts, async ([configAnswer, secretsAnswer]) => {
    const body = { channel: channel.id, config: configAnswer, secrets: secretsAnswer }
    const extra = { ...(name.trim() && { name: name.trim() }), check: !isUnchecked }
    const made = await api.post<Connection>('/api/social-connections', { ...body, ...extra })
    await queries.invalidateQueries({ queryKey: ['connections'] })
    onDone([made.id])
  })
  return { name, setName, isUnchecked, setIsUnchecked, parts, form }
}
