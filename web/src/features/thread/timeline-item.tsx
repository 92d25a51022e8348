import type { Message } from '@parley/core/schemas'
import { memo, useState } from 'react'

import { t } from '../../i18n.ts'
import { clock, dayName, exact } from '../../text/time.ts'
import { useNow } from '../../use-now.ts'
import { activityText } from './activity.ts'
import { Bubble } from './bubble.tsx'
import { NoteItem } from './note-item.tsx'
import { OutgoingItem } from './outgoing-item.tsx'
import { useThreadActions } from './thread-context.ts'
import type { TimelineItem } from './timeline.ts'

import css from './timeline.module.css'

export const TimelineRow = memo(function TimelineRow({ item }: { readonly item: TimelineItem }) {
  switch (item.kind) {
    case 'day':
      return <Day at={item.at} />
    case 'unread':
      return (
        <p className={css.unread} data-unread-line>
          <span>{t('thread.unread')}</span>
        </p>
      )
    case 'activity':
      return <Activities messages={item.messages} />
    case 'note':
      return <NoteItem note={item.note} />
    case 'outgoing':
      return <OutgoingItem outgoing={item.outgoing} />
    case 'message':
      return <Bubble message={item.message} isFirst={item.isFirst} />
  }
})

function Day({ at }: { readonly at: string }) {
  const now = useNow()
  const { openDate } = useThreadActions()
  return (
    <h2 className={css.day}>
      <button type="button" title={t('thread.jumpDate')} onClick={() => openDate(at)}>
        {dayName(at, now)}
      </button>
    </h2>
  )
}

const ACTIVITIES_SHOWN = 3

function Activities({ messages }: { readonly messages: readonly Message[] }) {
  const [isOpen, setIsOpen] = useState(false)
  const hidden = isOpen ? 0 : Math.max(0, messages.length - ACTIVITIES_SHOWN)
  return (
    <div className={css.activities}>
      {hidden > 0 && (
        <button type="button" className={css.more} onClick={() => setIsOpen(true)}>
          {t('thread.activityMore', { count: hidden })}
        </button>
      )}
      <ul>
        {messages.slice(hidden).map((message) => (
          <li key={message.id} dir="auto">
            {activityText(message)}{' '}
            <time dateTime={message.sentAt} title={exact(message.sentAt)}>
              {clock(message.sentAt)}
            </time>
          </li>
        ))}
      </ul>
      {isOpen && messages.length > ACTIVITIES_SHOWN && (
        <button type="button" className={css.more} onClick={() => setIsOpen(false)}>
          {t('thread.activityLess')}
        </button>
      )}
    </div>
  )
}
