import type { Chat } from '@parley/core/schemas'

import { useLabels } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { dayTime } from '../../text/time.ts'
import { Chip } from '../../ui/chip.tsx'

import css from './contact-panel.module.css'

/** The chat at a glance. */
export function ChatFacts({ chat }: { readonly chat: Chat }) {
  const { data: labels = [] } = useLabels()
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{t('details.chat')}</h3>
      <dl className={css.facts}>
        <Fact name={t('details.connection')} value={chat.connection.name} />
        <Fact name={t('details.status')} value={t(`status.${chat.status}`)} />
        <Fact name={t('chat.assignee')} value={chat.assignee?.name ?? t('chat.nobody')} />
        <Fact name={t('chat.priority')} value={t(`priority.${chat.priority ?? 'none'}`)} />
        <Fact name={t('details.since')} value={dayTime(chat.createdAt)} />
      </dl>
      {chat.labels.length > 0 && (
        <div className={css.labels}>
          {chat.labels.map((name) => (
            <Chip
              key={name}
              dot={labels.find((label) => label.name === name)?.color ?? 'var(--muted)'}
            >
              {name}
            </Chip>
          ))}
        </div>
      )}
    </section>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  )
}
