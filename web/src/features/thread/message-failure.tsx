import type { Message } from '@parley/core/schemas'
import { Link } from 'wouter'

import { canSayAgain } from '../../commands/again.ts'
import { retryMessage } from '../../commands/messages.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { useThreadActions } from './thread-context.ts'

import css from './bubble.module.css'

/** Why a message did not go out, in a sentence, with what can be done about it. */
export function MessageFailure({ message }: { readonly message: Message }) {
  const { status, failure } = message
  if (!isShown(message)) return null
  return (
    <div className={css.failure} data-look={status}>
      <p>
        {failure?.message ?? t('thread.unknown')}
        {failure?.code && <span className={css.code}> ({failure.code})</span>}
      </p>
      {failure?.detail && <p className={css.detail}>{failure.detail}</p>}
      <FailureActions message={message} />
    </div>
  )
}

/** A message that still waits tells why, too: a connection may need a person. */
function isShown({ status, failure }: Message): boolean {
  return status === 'failed' || status === 'unknown' || (status === 'queued' && failure !== null)
}

/** First what mends it, then the other ways to say it. */
function FailureActions({ message }: { readonly message: Message }) {
  const { editAgain, useTemplate, hasTemplates } = useThreadActions()
  const isFailed = message.status === 'failed' && message.kind !== 'template'
  return (
    <span className={css.outgoingState}>
      <MendAction message={message} />
      {isFailed && canSayAgain(message) && (
        <Button size="small" look="quiet" onPress={() => editAgain(message)}>
          {t('thread.editAgain')}
        </Button>
      )}
      {isFailed && hasTemplates && message.failure?.kind !== 'window_closed' && (
        <Button size="small" look="quiet" onPress={useTemplate}>
          {t('thread.useTemplate')}
        </Button>
      )}
    </span>
  )
}

function MendAction({ message }: { readonly message: Message }) {
  const { useTemplate } = useThreadActions()
  const { failure, status } = message
  if (failure && ['auth', 'permission', 'config'].includes(failure.kind)) {
    return (
      <Link href="/settings/connections" className={css.action}>
        {t('thread.reconnect')}
      </Link>
    )
  }
  if (failure?.kind === 'window_closed') {
    return (
      <Button size="small" onPress={useTemplate}>
        {t('thread.useTemplate')}
      </Button>
    )
  }
  if (status === 'queued' || failure?.retryable === false) return null
  return (
    <Button size="small" onPress={() => void retryMessage(message)}>
      {status === 'unknown' ? t('thread.resend') : t('thread.retry')}
    </Button>
  )
}
