import type { Contact, MergeSuggestion } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { contactPath } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { useChange } from '../settings/use-change.ts'

import css from './contacts.module.css'

/** Never merged silently: what looks like the same person is offered, and what was merged can be taken apart. */
export function Merging({ contact }: { readonly contact: Contact }) {
  const { data = [] } = useQuery({
    queryKey: ['contacts', contact.id, 'suggestions'],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly MergeSuggestion[] }>(`/api/contacts/${contact.id}/suggestions`, {
        signal,
      }),
    select: ({ items }) => items,
  })
  const merged = contact.merged ?? []
  if (data.length === 0 && merged.length === 0) return null
  return (
    <section className={css.section}>
      <h3>{t('contacts.samePerson')}</h3>
      <ul className={css.rows}>
        {data.map((suggestion) => (
          <Suggestion key={suggestion.contact.id} into={contact} suggestion={suggestion} />
        ))}
        {merged.map((other) => (
          <Merged key={other.id} other={other} />
        ))}
      </ul>
    </section>
  )
}

function Suggestion({
  into,
  suggestion,
}: {
  readonly into: Contact
  readonly suggestion: MergeSuggestion
}) {
  const { contact, reasons } = suggestion
  const [isAsking, setIsAsking] = useState(false)
  const { run } = useChange('contacts')
  const why = reasons.map((reason) => t(`contacts.same.${reason}`)).join(', ')
  return (
    <li>
      <div className={css.words}>
        <bdi className={css.name}>{contact.name}</bdi>
        <span className={css.muted}>{t('contacts.why', { reasons: why })}</span>
      </div>
      <LinkButton size="small" look="quiet" href={contactPath(contact.id)}>
        {t('contacts.look')}
      </LinkButton>
      <Button size="small" onPress={() => setIsAsking(true)}>
        {t('contacts.merge')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('contacts.mergeTitle', { name: contact.name, into: into.name })}
          action={t('contacts.merge')}
          onConfirm={() =>
            run(
              () => api.post(`/api/contacts/${into.id}/merge`, { contactId: contact.id }),
              t('contacts.merged'),
            )
          }
          onClose={() => setIsAsking(false)}
        >
          {t('contacts.mergeHint')}
        </Confirm>
      )}
    </li>
  )
}

function Merged({ other }: { readonly other: { readonly id: string; readonly name: string } }) {
  const { isBusy, run } = useChange('contacts')
  return (
    <li>
      <div className={css.words}>
        <bdi className={css.name}>{other.name}</bdi>
        <span className={css.muted}>{t('contacts.isMerged')}</span>
      </div>
      <Button
        size="small"
        isPending={isBusy}
        onPress={() =>
          void run(() => api.post(`/api/contacts/${other.id}/unmerge`), t('contacts.unmerged'))
        }
      >
        {t('contacts.unmerge')}
      </Button>
    </li>
  )
}
