import type { Contact } from '@parley/core/schemas'
import { useState } from 'react'
import { useLocation } from 'wouter'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { saveFile } from '../../save-file.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { useChange } from '../settings/use-change.ts'

import css from './contacts.module.css'

/** What the law gives a person: a copy of everything, and that it goes. */
export function PersonalData({ contact }: { readonly contact: Contact }) {
  const { id, name } = contact
  const [isAsking, setIsAsking] = useState(false)
  const [, navigate] = useLocation()
  const { isBusy, run } = useChange('contacts')
  async function erase(): Promise<void> {
    if (await run(() => api.delete(`/api/contacts/${id}`), t('contacts.erased'))) {
      navigate(paths.contacts)
    }
  }
  return (
    <section className={css.section}>
      <h3>{t('contacts.personalData')}</h3>
      <div className={css.actions}>
        <Button isPending={isBusy} onPress={() => void run(() => download(id))}>
          {t('contacts.export')}
        </Button>
        <Button look="danger" onPress={() => setIsAsking(true)}>
          {t('contacts.erase')}
        </Button>
      </div>
      {isAsking && (
        <Confirm
          title={t('contacts.eraseTitle', { name })}
          action={t('contacts.erase')}
          onConfirm={erase}
          onClose={() => setIsAsking(false)}
        >
          {t('contacts.eraseHint')}
        </Confirm>
      )}
    </section>
  )
}

/** A link cannot carry the token, so the file is fetched and then saved. */
async function download(id: string): Promise<void> {
  const everything = await api.get<unknown>(`/api/contacts/${id}/export`)
  saveFile(`contact-${id}.json`, JSON.stringify(everything, null, 2), 'application/json')
}
