import { AlertCircle, Clock } from 'lucide-react'
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'

import { unsent } from '../../commands/outgoing.ts'
import { t } from '../../i18n.ts'
import type { Outgoing } from '../../store/state.ts'
import { dayTime } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { kindName } from '../chat-list/row-text.ts'
import { RichText } from './rich-text.tsx'
import { useThreadActions } from './thread-context.ts'

import css from './bubble.module.css'

/** A message on its way out of this page: held for undo, waiting for the network, or refused. */
export function OutgoingItem({ outgoing }: { readonly outgoing: Outgoing }) {
  const { hasMarkup } = useThreadActions()
  const { body, files, state } = outgoing
  const text = body.text ?? body.template?.name ?? ''
  const article = useRef<HTMLElement>(null)
  useFocusHandedOn(article)
  return (
    <article
      ref={article}
      className={css.message}
      data-side="out"
      data-first
      aria-label={t('outgoing.label')}
      tabIndex={-1}
    >
      <div className={css.line}>
        <div className={css.bubble} data-waiting data-failed={state === 'refused' || undefined}>
          {files.map((file) => (
            <p key={file.id}>
              {kindName(file.kind)}: {file.name}
            </p>
          ))}
          {text && <RichText text={text} hasMarkup={hasMarkup} />}
          <span className={css.meta}>
            {state === 'refused' ? (
              <AlertCircle size={14} aria-hidden />
            ) : (
              <Clock size={14} aria-hidden />
            )}
          </span>
        </div>
      </div>
      <OutgoingState outgoing={outgoing} />
    </article>
  )
}

/** The message that takes its place in the list takes the focus too. */
function useFocusHandedOn(article: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = article.current
    const place = element?.parentElement
    return () => {
      if (!element?.contains(document.activeElement)) return
      queueMicrotask(() => place?.querySelector<HTMLElement>('article')?.focus())
    }
  }, [article])
}

function OutgoingState({ outgoing }: { readonly outgoing: Outgoing }) {
  if (outgoing.state === 'held') return <Held outgoing={outgoing} />
  if (outgoing.state === 'refused') return <Refused outgoing={outgoing} />
  return <span className={css.outgoingState}>{t('outgoing.waiting')}</span>
}

function Held({ outgoing }: { readonly outgoing: Outgoing }) {
  const { takeBack } = useThreadActions()
  const { chatId, clientId, sendAt } = outgoing.body
  const seconds = useCountdown(outgoing.heldUntil)
  // on its way to the server: an Undo would do nothing
  if (seconds === 0) return <span className={css.outgoingState}>{t('outgoing.waiting')}</span>
  return (
    <span className={css.outgoingState}>
      {sendAt
        ? t('outgoing.scheduling', { time: dayTime(sendAt) })
        : t('outgoing.held', { count: seconds })}
      <Button size="small" onPress={() => takeBack(outgoing)}>
        {t('app.undo')}
      </Button>
      <Button size="small" look="quiet" onPress={() => unsent.sendNow(chatId, clientId)}>
        {t('outgoing.sendNow')}
      </Button>
    </span>
  )
}

function useCountdown(until: number): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((until - now) / 1000))
}

function Refused({ outgoing }: { readonly outgoing: Outgoing }) {
  const { takeBack, useTemplate } = useThreadActions()
  const { chatId, clientId } = outgoing.body
  const code = outgoing.problem?.code
  return (
    <div className={css.failure} role="alert">
      <p>{problemText(outgoing)}</p>
      <span className={css.outgoingState}>
        <Button size="small" onPress={() => takeBack(outgoing)}>
          {t('outgoing.edit')}
        </Button>
        {code === 'window_closed' ? (
          <Button size="small" onPress={useTemplate}>
            {t('thread.useTemplate')}
          </Button>
        ) : (
          <Button size="small" onPress={() => unsent.sendAnyway(chatId, clientId)}>
            {code === 'chat_moved_on' ? t('outgoing.sendAnyway') : t('thread.retry')}
          </Button>
        )}
        <Button size="small" look="danger" onPress={() => void unsent.takeBack(chatId, clientId)}>
          {t('outgoing.discard')}
        </Button>
      </span>
    </div>
  )
}

function problemText({ problem, body }: Outgoing): string {
  if (problem?.code === 'window_closed' && body.sendAt) {
    return t('outgoing.closedThen', { time: dayTime(body.sendAt) })
  }
  if (problem?.code === 'chat_moved_on') return t('outgoing.movedOn', { detail: problem.detail })
  if (problem?.code === 'too_old') return t('outgoing.tooOld')
  return problem?.detail || t('error.unknown')
}
