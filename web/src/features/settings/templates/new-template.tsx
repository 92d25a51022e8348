import { useId } from 'react'

import { api, queries } from '../../../client.ts'
import { SchemaFields } from '../../../forms/schema-form.tsx'
import { type FormSchema, initialValue } from '../../../forms/schema.ts'
import { useSchemaForm } from '../../../forms/use-schema-form.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/toast.tsx'
import { FormProblem } from '../connections/form-problem.tsx'

import css from '../settings.module.css'

/** Makes a template at the platform, by the form that its adapter describes. */
export function NewTemplate({
  connectionId,
  schema,
  onClose,
}: {
  readonly connectionId: string
  readonly schema: FormSchema
  readonly onClose: () => void
}) {
  const formId = useId()
  const part = { schema, pointer: '/draft', initial: initialValue(schema) }
  const form = useSchemaForm([part], async ([draft]) => {
    await api.post(`/api/social-connections/${connectionId}/templates`, { draft })
    await queries.invalidateQueries({ queryKey: ['templates'] })
    notify({ text: t('templates.submitted'), look: 'success' })
    onClose()
  })
  return (
    <Dialog
      isOpen
      title={t('templates.new')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" isPending={form.isBusy}>
            {t('templates.submit')}
          </Button>
        </>
      }
    >
      <form id={formId} className={css.form} onSubmit={form.submit} noValidate>
        <SchemaFields
          schema={schema}
          value={form.values[0] ?? {}}
          onChange={(value) => form.setValue(0, value)}
          errors={form.errors}
          pointer="/draft"
        />
        <FormProblem error={form.error} pointers={['/draft']} />
      </form>
    </Dialog>
  )
}
