import type { Label } from '@parley/core/schemas'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api, useAppState } from '../../../client.ts'
import { useLabels } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { FormError, useSubmit } from '../../sign-in/sign-in-form.tsx'
import { Block, SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { ColorField, labelColors } from './color-field.tsx'

import css from '../settings.module.css'

export function Labels() {
  const labels = useLabels()
  return (
    <SettingsPage title={t('labels.title')} hint={t('labels.hint')}>
      <NewLabel />
      <Loaded query={labels}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('labels.none')}>{t('labels.noneHint')}</Empty>
          ) : (
            <ul className={css.list}>
              {items.map((label) => (
                <LabelRow key={label.id} label={label} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SettingsPage>
  )
}

function NewLabel() {
  const [name, setName] = useState('')
  const [color, setColor] = useState<string>(labelColors[0])
  const change = useChange('labels')
  const { error, isBusy, submit } = useSubmit(async () => {
    await api.post('/api/labels', { name: name.trim(), color })
    await change.run(() => Promise.resolve())
    setName('')
  })
  return (
    <Block title={t('labels.new')}>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField
          label={t('labels.name')}
          isRequired
          maxLength={60}
          value={name}
          onChange={setName}
        />
        <ColorField label={t('labels.color')} value={color} onChange={setColor} />
        <Button type="submit" look="primary" isPending={isBusy}>
          {t('app.add')}
        </Button>
      </form>
      <FormError error={error} />
    </Block>
  )
}

function LabelRow({ label }: { readonly label: Label }) {
  const { id, name, color } = label
  const [text, setText] = useState(name)
  const [isAsking, setIsAsking] = useState(false)
  const { run } = useChange('labels')
  const count = useAppState((state) => state.counts?.byLabel[name] ?? 0)
  function patch(change: Partial<Label>): void {
    void run(() => api.patch(`/api/labels/${id}`, change))
  }
  return (
    <li>
      <ColorField
        label={t('labels.colorOf', { name })}
        isLabelHidden
        value={color}
        onChange={(next) => patch({ color: next })}
      />
      <div className={css.grow}>
        <TextField
          label={t('labels.nameOf', { name })}
          isLabelHidden
          maxLength={60}
          value={text}
          onChange={setText}
          onBlur={() => {
            const wanted = text.trim()
            if (wanted && wanted !== name) patch({ name: wanted })
            else setText(name)
          }}
        />
      </div>
      <span className={css.muted}>{t('views.count', { count })}</span>
      <IconButton label={t('labels.deleteNamed', { name })} onPress={() => setIsAsking(true)}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
      {isAsking && (
        <Confirm
          title={t('labels.deleteTitle', { name })}
          action={t('app.delete')}
          onConfirm={() => run(() => api.delete(`/api/labels/${id}`), t('labels.deleted'))}
          onClose={() => setIsAsking(false)}
        >
          {t('labels.deleteHint')}
        </Confirm>
      )}
    </li>
  )
}
