import { useId } from 'react'

import { api, queries } from '../../../client.ts'
import { SchemaFields } from '../../../forms/schema-form.tsx'
import { type FormSchema, type FormValue, initialValue } from '../../../forms/schema.ts'
import { useSchemaForm } from '../../../forms/use-schema-form.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { notify } from '../../../ui/toast.tsx'
import { FormProblem } from '../connections/form-problem.tsx'

import css from '../settings.module.css'

/** Makes a template at the platform, or edits one, by the form that its adapter describes. */
export function TemplateDialog({
  connectionId,
  schema: given,
  edited,
  onClose,
}: {
  readonly connectionId: string
  readonly schema: FormSchema
  /** What the form begins with; its name and language stay. */
  readonly edited?: FormValue
  readonly onClose: () => void
}) {
  const formId = useId()
  const schema = edited ? withFixedName(given) : given
  const part = { schema, pointer: '/draft', initial: initialValue(schema, edited) }
  const form = useSchemaForm([part], async ([draft]) => {
    await api.post(`/api/social-connections/${connectionId}/templates`, {
      draft: edited ? { ...draft, id: edited['id'] } : draft,
    })
    await queries.invalidateQueries({ queryKey: ['templates'] })
    notify({ text: t('templates.submitted'), look: 'success' })
    onClose()
  })
  return (
    <Dialog
      isOpen
      title={edited ? t('templates.edit') : t('templates.new')}
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

function withFixedName(schema: FormSchema): FormSchema {
  const { name, language, ...rest } = schema.properties ?? {}
  const fixed = {
    name: { ...name, readOnly: true },
    language: { ...language, readOnly: true },
  }
  return { ...schema, properties: { ...fixed, ...rest } }
}
