import type { Notification } from '@parley/core/schemas'
import { AlarmClock, AtSign, Bell, UserRoundCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

import { api, queries, useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { chatPath, notePath } from '../../routes.ts'
import { brief, exact } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Paged } from '../../ui/paged.tsx'
import { Empty } from '../../ui/states.tsx'
import { useNow } from '../../use-now.ts'
import { usePages } from '../../use-pages.ts'

import css from './centre.module.css'

/** What concerns this person, until it is read; each line leads to the exact place. */
export function NotificationCentre({ onClose }: { readonly onClose: () => void }) {
  const rows = usePages<Notification>('notifications', '/api/notifications')
  const isUnread = rows.items?.some((each) => each.readAt === null) ?? false
  const empty = (
    <Empty icon={<Bell size={32} />} title={t('centre.none')}>
      {t('centre.noneHint')}
    </Empty>
  )
  return (
    <Dialog
      isOpen
      title={t('centre.title')}
      onClose={onClose}
      actions={
        <>
          <Link href="/settings/notifications" onClick={onClose} className={css.settings}>
            {t('centre.settings')}
          </Link>
          <Button isDisabled={!isUnread} onPress={() => void markRead()}>
            {t('centre.readAll')}
          </Button>
        </>
      }
    >
      <Paged pages={rows} shape="row" empty={empty}>
        {(items) => (
          <ul className={css.list}>
            {items.map((each) => (
              <Row key={each.id} notification={each} onClose={onClose} />
            ))}
          </ul>
        )}
      </Paged>
    </Dialog>
  )
}

async function markRead(ids?: readonly string[]): Promise<void> {
  await api.post('/api/notifications/read', ids ? { ids } : {})
  await queries.invalidateQueries({ queryKey: ['notifications'] })
}

const icons: Readonly<Record<string, ReactNode>> = {
  mention: <AtSign size={18} />,
  assigned: <UserRoundCheck size={18} />,
  woken: <AlarmClock size={18} />,
}

function Row({
  notification,
  onClose,
}: {
  readonly notification: Notification
  readonly onClose: () => void
}) {
  const { id, kind, chatId, noteId, text, readAt, createdAt } = notification
  const now = useNow()
  const name = useAppState((state) => state.chats.get(chatId ?? '')?.contact.name)
  function open(): void {
    onClose()
    if (readAt === null) void markRead([id])
  }
  return (
    <li>
      <Link href={pathOf(chatId, noteId)} className={css.row} onClick={open}>
        <span className={css.icon} aria-hidden>
          {icons[kind] ?? <Bell size={18} />}
        </span>
        <span className={css.words}>
          <span className={css.title}>{titleOf(kind, name)}</span>
          <span className={css.text} dir="auto">
            {text}
          </span>
          <time className={css.time} dateTime={createdAt} title={exact(createdAt)}>
            {brief(createdAt, now)}
          </time>
        </span>
        {readAt === null && (
          <span className={css.dot}>
            <span className="visually-hidden">{t('centre.unread')}</span>
          </span>
        )}
      </Link>
    </li>
  )
}

function titleOf(kind: string, name: string | undefined): string {
  if (kind !== 'mention' && kind !== 'assigned' && kind !== 'woken') return t('centre.title')
  return name ? t(`notice.${kind}Title`, { name }) : t(`centre.${kind}`)
}

function pathOf(chatId: string | null, noteId: string | null): string {
  if (chatId === null) return '/inbox'
  return noteId === null ? chatPath(chatId) : notePath(chatId, noteId)
}
