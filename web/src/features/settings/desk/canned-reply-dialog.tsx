import type { CannedReply } from '@parley/core/schemas'
import { useId, useState } from 'react'

import { api, queries, useSession } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { fillVariables, variablesOf } from '../../../text/canned.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { FormError, useSubmit } from '../../sign-in/sign-in-form.tsx'

import settingsCss from '../settings.module.css'
import css from './desk.module.css'

export interface CannedReplyDialogProps {
  readonly reply: CannedReply | null
  readonly onClose: () => void
}

/** Writes a reply, with its variables at hand and what a contact would read. */
export function CannedReplyDialog({ reply, onClose }: CannedReplyDialogProps) {
  const formId = useId()
  const form = useReplyForm(reply, onClose)
  const { shortcut, setShortcut, text, setText, error, isBusy, submit } = form
  return (
    <Dialog
      isOpen
      title={reply ? t('canned.edit') : t('canned.new')}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" isPending={isBusy}>
            {t('app.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={settingsCss.form} onSubmit={submit}>
        <TextField
          label={t('canned.shortcut')}
          description={t('canned.shortcutHint')}
          isRequired
          maxLength={61}
          value={shortcut}
          onChange={setShortcut}
          error={error?.fields['/shortcut']}
        />
        <TextField
          label={t('canned.text')}
          isRequired
          isMultiline
          rows={5}
          value={text}
          onChange={setText}
          error={error?.fields['/text']}
        />
        <VariableButtons onChoose={(name) => setText(`${text}{{${name}}}`)} />
        <Preview text={text} />
        <FormError error={error} />
      </form>
    </Dialog>
  )
}

function useReplyForm(reply: CannedReply | null, onClose: () => void) {
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? '')
  const [text, setText] = useState(reply?.text ?? '')
  const { error, isBusy, submit } = useSubmit(async () => {
    const body = { shortcut: shortcut.trim().replace(/^\//, ''), text }
    if (reply) await api.patch(`/api/canned-replies/${reply.id}`, body)
    else await api.post('/api/canned-replies', body)
    await queries.invalidateQueries({ queryKey: ['canned-replies'] })
    onClose()
  })
  return { shortcut, setShortcut, text, setText, error, isBusy, submit }
}

const names = Object.keys(variablesOf({ contact: '', handle: null, user: '', connection: '' }))

function VariableButtons({ onChoose }: { readonly onChoose: (name: string) => void }) {
  return (
    <fieldset className={css.variables} aria-label={t('canned.variables')}>
      {names.map((name) => (
        <Button key={name} size="small" onPress={() => onChoose(name)}>
          {`{{${name}}}`}
        </Button>
      ))}
    </fieldset>
  )
}

function Preview({ text }: { readonly text: string }) {
  const user = useSession().user?.name ?? ''
  if (!text.includes('{{')) return null
  const sample = { contact: t('canned.sampleName'), handle: '@sample', user, connection: 'Shop' }
  const { text: filled, missing } = fillVariables(text, variablesOf(sample))
  return (
    <div className={css.preview}>
      <p className={settingsCss.muted}>{t('canned.preview')}</p>
      <p dir="auto" className={css.previewText}>
        {filled}
      </p>
      {missing.length > 0 && (
        <p className={settingsCss.danger}>
          {t('canned.unknownVariables', { names: missing.join(', ') })}
        </p>
      )}
    </div>
  )
}
