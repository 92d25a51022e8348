import { type SubmitEvent, useState } from 'react'

import { api, session, useSession } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { useMe } from '../../../preferences.ts'
import { usePreferences } from '../../../preferences.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { RadioGroup } from '../../../ui/radio-group.tsx'
import { Select } from '../../../ui/select.tsx'
import { Block, SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { PasswordForm } from './password-form.tsx'
import { savePreference } from './save-preference.ts'
import { Sessions } from './sessions.tsx'

import css from '../settings.module.css'

export function Profile() {
  return (
    <SettingsPage title={t('profile.title')} hint={t('profile.hint')}>
      <NameForm />
      <Writing />
      <SignatureForm />
      <PasswordForm />
      <Sessions />
    </SettingsPage>
  )
}

function NameForm() {
  const { user } = useSession()
  const me = useMe().data
  const [name, setName] = useState(user?.name ?? '')
  const { isBusy, run } = useChange('me', 'users')
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    void run(async () => {
      await api.patch('/api/auth/me', { name: name.trim() })
      if (user) session.updateUser({ ...user, name: name.trim() })
    }, t('app.saved'))
  }
  return (
    <Block title={t('profile.name')} hint={t('register.nameHint')}>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField
          label={t('profile.name')}
          isLabelHidden
          autoComplete="name"
          value={name}
          onChange={setName}
        />
        <Button type="submit" isPending={isBusy} isDisabled={name.trim() === ''}>
          {t('app.save')}
        </Button>
      </form>
      <p className={css.muted}>
        {t('profile.signedInAs', { email: me?.email ?? user?.email ?? '' })}
      </p>
    </Block>
  )
}

/** A last line for every reply. */
function SignatureForm() {
  const { signature } = usePreferences()
  return <SignatureField key={signature} kept={signature} />
}

function SignatureField({ kept }: { readonly kept: string }) {
  const [text, setText] = useState(kept)
  const isSame = text.trim() === kept
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    savePreference({ signature: text.trim() })
  }
  return (
    <Block title={t('composer.signature')} hint={t('profile.signatureHint')}>
      <form className={css.inlineForm} onSubmit={submit}>
        <TextField
          label={t('composer.signature')}
          isLabelHidden
          maxLength={120}
          value={text}
          onChange={setText}
        />
        <Button type="submit" isDisabled={isSame}>
          {t('app.save')}
        </Button>
      </form>
    </Block>
  )
}

const undoChoices = [0, 5, 10, 20]

/** How the composer behaves for this person. */
function Writing() {
  const { enterSends, undoSeconds, announce } = usePreferences()
  return (
    <Block title={t('profile.writing')}>
      <div className={css.form}>
        <RadioGroup
          label={t('profile.enter')}
          options={[
            { id: 'send', label: t('profile.enterSends') },
            { id: 'line', label: t('profile.enterBreaks') },
          ]}
          value={enterSends ? 'send' : 'line'}
          onChange={(id) => savePreference({ enterSends: id === 'send' })}
        />
        <Select
          label={t('profile.undo')}
          description={t('profile.undoHint')}
          options={undoChoices.map((seconds) => ({
            id: String(seconds),
            label:
              seconds === 0 ? t('profile.undoNever') : t('profile.seconds', { count: seconds }),
          }))}
          value={String(undoSeconds)}
          onChange={(id) => savePreference({ undoSeconds: Number(id) })}
        />
        <RadioGroup
          label={t('profile.announce')}
          description={t('profile.announceHint')}
          options={[
            { id: 'all', label: t('profile.announceAll') },
            { id: 'count', label: t('profile.announceCount') },
            { id: 'none', label: t('profile.announceNone') },
          ]}
          value={announce}
          onChange={(id) => savePreference({ announce: id })}
        />
      </div>
    </Block>
  )
}
