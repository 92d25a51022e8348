import type { Message } from '@parley/core/schemas'
import { MoreHorizontal, Pencil, Reply, Smile, Smartphone } from 'lucide-react'
import { memo, type ReactNode } from 'react'

import { t } from '../../i18n.ts'
import { clock, dayTime, exact } from '../../text/time.ts'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { MessageBody } from './body/message-body.tsx'
import { MessageFailure } from './message-failure.tsx'
import { QuotedMessage } from './quoted-message.tsx'
import { Reactions } from './reactions.tsx'
import { RichText } from './rich-text.tsx'
import { useThreadActions } from './thread-context.ts'
import { Ticks } from './ticks.tsx'
import { WaitingLine } from './waiting-line.tsx'

import css from './bubble.module.css'

/** One message of the thread. */
export const Bubble = memo(function Bubble({
  message,
  isFirst,
}: {
  readonly message: Message
  readonly isFirst: boolean
}) {
  const side = message.direction
  const labelId = `m${message.id}-label`
  return (
    <article
      className={css.message}
      data-side={side}
      data-first={isFirst || undefined}
      data-message={message.id}
      aria-labelledby={labelId}
      tabIndex={-1}
    >
      <span id={labelId} className="visually-hidden">
        {labelOf(message)}
      </span>
      {isFirst && <Speaker message={message} />}
      <div className={css.line}>
        <div
          className={css.bubble}
          data-kind={message.kind}
          data-failed={message.status === 'failed' || undefined}
        >
          {message.replyToId && <QuotedMessage chatId={message.chatId} id={message.replyToId} />}
          <PaneBoundary
            fallback={<Unreadable message={message} />}
            resetKey={message.id + message.status}
          >
            <Content message={message} />
          </PaneBoundary>
          <Meta message={message} />
        </div>
        <MessageButtons message={message} />
      </div>
      <Reactions message={message} />
      <MessageFailure message={message} />
      <WaitingLine message={message} />
    </article>
  )
})

function labelOf(message: Message): string {
  const name =
    message.author.name ?? (message.direction === 'in' ? t('thread.contact') : t('thread.us'))
  return t('thread.messageLabel', { name, time: clock(message.sentAt) })
}

/** Who speaks, for what colleagues and other apps sent. */
function Speaker({ message }: { readonly message: Message }) {
  const { author, direction } = message
  if (direction === 'in') {
    return author.name && <bdi className={css.speaker}>{author.name}</bdi>
  }
  if (author.type === 'external') {
    return (
      <span className={css.speaker}>
        <Smartphone size={12} aria-hidden /> {t('thread.sentElsewhere')}
      </span>
    )
  }
  return author.name && <bdi className={css.speaker}>{author.name}</bdi>
}

function Content({ message }: { readonly message: Message }): ReactNode {
  if (message.deletedAt) return <Deleted message={message} />
  return (
    <>
      <MessageBody message={message} />
      <Edits message={message} />
    </>
  )
}

function Deleted({ message }: { readonly message: Message }) {
  return (
    <p className={css.gone} title={exact(message.deletedAt ?? message.sentAt)}>
      {message.direction === 'in' ? t('thread.unsent') : t('thread.deleted')}
    </p>
  )
}

function Edits({ message }: { readonly message: Message }) {
  if (message.edits.length === 0) return null
  return (
    <details className={css.edits}>
      <summary>
        <Pencil size={12} aria-hidden /> {t('thread.earlier', { count: message.edits.length })}
      </summary>
      <ol>
        {message.edits.map((edit) => (
          <li key={edit.at}>
            <time dateTime={edit.at} title={exact(edit.at)}>
              {clock(edit.at)}
            </time>{' '}
            <span dir="auto">{edit.text ?? ''}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

function Meta({ message }: { readonly message: Message }) {
  const isScheduled = message.status === 'queued' && message.scheduledAt !== null
  return (
    <span className={css.meta}>
      {message.editedAt && <span title={exact(message.editedAt)}>{t('thread.edited')}</span>}
      {isScheduled && message.scheduledAt && (
        <span>{t('thread.scheduledFor', { time: dayTime(message.scheduledAt) })}</span>
      )}
      {!isScheduled && (
        <time dateTime={message.sentAt} title={timesOf(message)}>
          {clock(message.sentAt)}
        </time>
      )}
      {message.direction === 'out' && !message.deletedAt && <Ticks status={message.status} />}
    </span>
  )
}

function timesOf(message: Message): string {
  const sent = exact(message.sentAt)
  const came = exact(message.createdAt)
  const times = sent === came ? sent : t('thread.times', { sent, came })
  return message.author.name ? `${message.author.name}\n${times}` : times
}

/** Reply, react and the rest; shown on hover and focus, always there for touch and screen readers. */
function MessageButtons({ message }: { readonly message: Message }) {
  const { canReply, canReact, replyTo, openReactions, openMenu } = useThreadActions()
  if (message.deletedAt) return null
  return (
    <span className={css.buttons}>
      {canReply && message.externalId && (
        <button
          type="button"
          className={css.button}
          aria-label={t('thread.reply')}
          title={t('thread.reply')}
          onClick={() => replyTo(message)}
        >
          <Reply size={16} aria-hidden />
        </button>
      )}
      {canReact && message.externalId && (
        <button
          type="button"
          className={css.button}
          aria-label={t('thread.react')}
          aria-haspopup="dialog"
          title={t('thread.react')}
          onClick={(event) => openReactions(message, event.currentTarget)}
        >
          <Smile size={16} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={css.button}
        aria-label={t('thread.more')}
        aria-haspopup="menu"
        title={t('thread.more')}
        data-more
        onClick={(event) => openMenu(message, event.currentTarget)}
      >
        <MoreHorizontal size={16} aria-hidden />
      </button>
    </span>
  )
}

/** A message that could not be drawn still shows its words. */
function Unreadable({ message }: { readonly message: Message }) {
  return (
    <>
      <p className={css.gone}>{t('thread.cannotDraw')}</p>
      {message.text && <RichText text={message.text} />}
    </>
  )
}
