import type { Message } from '@parley/core/schemas'
import { Hourglass } from 'lucide-react'

import { useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { clock } from '../../text/time.ts'
import { useNow } from '../../use-now.ts'

import css from './bubble.module.css'

/** Why a message waits although nothing is wrong with it: the answer to one before it was lost, and may still come. */
export function WaitingLine({ message }: { readonly message: Message }) {
  const isWaiting = message.status === 'queued' && message.scheduledAt === null
  return isWaiting && <Behind message={message} />
}

function Behind({ message: { chatId, id } }: { readonly message: Message }) {
  const now = useNow()
  const until = useAppState((state) => holdBefore(state.threads.get(chatId)?.messages ?? [], id))
  if (!until || Date.parse(until) <= now) return null
  return (
    <p className={css.waiting}>
      <Hourglass size={12} aria-hidden /> {t('thread.behind', { time: clock(until) })}
    </p>
  )
}

/** Ids are numbers in the order of sending. */
function holdBefore(messages: readonly Message[], id: string): string | null {
  const holding = messages.filter(
    (each) => each.status === 'unknown' && each.holdsUntil && BigInt(each.id) < BigInt(id),
  )
  return (
    holding
      .map((each) => each.holdsUntil ?? '')
      .toSorted()
      .at(-1) ?? null
  )
}
