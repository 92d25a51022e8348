/** The steps of a connect flow, each drawn from what the server said. */
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'

import { useConnections } from '../../../directory.ts'
import { SchemaFields } from '../../../forms/schema-form.tsx'
import { initialValue } from '../../../forms/schema.ts'
import { useSchemaForm } from '../../../forms/use-schema-form.ts'
import { t } from '../../../i18n.ts'
import { paths } from '../../../routes.ts'
import { Button } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/check.tsx'
import { CopyField } from '../../../ui/copy-field.tsx'
import { LinkButton } from '../../../ui/link-button.tsx'
import { RadioGroup } from '../../../ui/radio-group.tsx'
import { useChange } from '../use-change.ts'
import { ConnectionCard } from './connection-card.tsx'
import { FormProblem } from './form-problem.tsx'
import { type ConnectStep, isWebAddress, type StepOf } from './steps.ts'

import settingsCss from '../settings.module.css'
import css from './connections.module.css'

export interface StepProps<T extends ConnectStep['type']> {
  readonly step: StepOf<T>
  /** Sends what the person did; throws what the server refused. */
  readonly onInput: (input: unknown) => Promise<void>
}

export function FormStep({ step, onInput }: StepProps<'form'>) {
  const part = { schema: step.schema, pointer: '', initial: initialValue(step.schema) }
  const form = useSchemaForm([part], ([answer]) => onInput(answer))
  return (
    <form className={settingsCss.form} onSubmit={form.submit} noValidate>
      {step.help && <p>{step.help}</p>}
      <SchemaFields
        schema={step.schema}
        value={form.values[0] ?? {}}
        onChange={(value) => form.setValue(0, value)}
        errors={form.errors}
      />
      <FormProblem error={form.error} pointers={['']} />
      <Button type="submit" look="primary" isPending={form.isBusy}>
        {t('connect.continue')}
      </Button>
    </form>
  )
}

/** Leads away; the platform leads back to the callback page. */
export function RedirectStep({ step }: { readonly step: StepOf<'redirect'> }) {
  if (!isWebAddress(step.url)) return <p className={css.error}>{t('connect.badAddress')}</p>
  return (
    <div className={settingsCss.form}>
      <p>{t('connect.away', { host: new URL(step.url).host })}</p>
      <Button look="primary" onPress={() => location.assign(step.url)}>
        {t('connect.goAway')}
        <ExternalLink size={16} aria-hidden />
      </Button>
    </div>
  )
}

export function ChooseStep({ step, onInput }: StepProps<'choose'>) {
  const [chosen, setChosen] = useState<readonly string[]>([])
  const { isBusy, run } = useChange()
  const options = step.options.map(({ id, label, hint, disabled }) => ({
    id,
    label,
    hint: disabled ?? hint,
    isDisabled: disabled !== undefined,
  }))
  return (
    <div className={settingsCss.form}>
      {step.multiple ? (
        <fieldset className={css.options}>
          <legend>{t('connect.chooseMany')}</legend>
          {options.map(({ id, label, hint, isDisabled }) => (
            <Checkbox
              key={id}
              isDisabled={isDisabled}
              isSelected={chosen.includes(id)}
              hint={hint}
              onChange={(isOn) =>
                setChosen(isOn ? [...chosen, id] : chosen.filter((each) => each !== id))
              }
            >
              {label}
            </Checkbox>
          ))}
        </fieldset>
      ) : (
        <RadioGroup
          label={t('connect.chooseOne')}
          options={options.filter((option) => !option.isDisabled)}
          value={chosen[0] ?? null}
          onChange={(id) => setChosen([id])}
        />
      )}
      <Button
        look="primary"
        isPending={isBusy}
        isDisabled={chosen.length === 0}
        onPress={() => void run(() => onInput(chosen))}
      >
        {t('connect.continue')}
      </Button>
    </div>
  )
}

export function ShowStep({ step, onInput }: StepProps<'show'>) {
  const { isBusy, run } = useChange()
  return (
    <div className={settingsCss.form}>
      {step.what === 'webhook' && (
        <CopyField label={t('connection.webhookUrl')} value={step.data} />
      )}
      {step.what === 'code' && <output className={css.code}>{step.data}</output>}
      {step.what === 'text' && <p>{step.data}</p>}
      <Button look="primary" isPending={isBusy} onPress={() => void run(() => onInput({}))}>
        {t('connect.continue')}
      </Button>
    </div>
  )
}

export function DoneStep({ ids }: { readonly ids: readonly string[] }) {
  const { data = [] } = useConnections()
  const made = data.filter((connection) => ids.includes(connection.id))
  return (
    <div className={settingsCss.form}>
      <output>{t('connect.done', { count: ids.length })}</output>
      <ul className={css.cards}>
        {made.map((connection) => (
          <ConnectionCard key={connection.id} connection={connection} />
        ))}
      </ul>
      <div className={settingsCss.actions}>
        <LinkButton href={paths.inbox} look="primary">
          {t('app.toInbox')}
        </LinkButton>
        <LinkButton href="/settings/connections">{t('connections.title')}</LinkButton>
      </div>
    </div>
  )
}

export function FailedStep({
  message,
  onRetry,
}: {
  readonly message: string
  readonly onRetry: () => void
}) {
  return (
    <div className={settingsCss.form}>
      <p role="alert" className={css.problem}>
        {message}
      </p>
      <Button look="primary" onPress={onRetry}>
        {t('connect.again')}
      </Button>
    </div>
  )
}
