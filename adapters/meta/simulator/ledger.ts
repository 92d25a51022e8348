/** Every send the platform got, and what became of it: the proof of "at most once". */
import { createHash } from 'node:crypto'

import type { GraphCall } from './part.ts'
import type { Account } from './state.ts'
import { textOf } from './text.ts'

export interface LedgerLine {
  readonly at: number
  readonly channel: string | null
  readonly account: string | null
  readonly path: string
  readonly body: unknown
  readonly bodyHash: string
  /** What the sender set to know the message again: `metadata` or `biz_opaque_callback_data`. */
  readonly key: string | null
  /** Id of the message that now exists. */
  id: string | null
  isAccepted: boolean
  code: number | null
  answer: 'given' | 'cut' | 'silence' | 'ambiguous'
}

export function ledgerLine(call: GraphCall, account: Account | undefined): LedgerLine {
  const message = call.params['message'] as Readonly<Record<string, unknown>> | undefined
  const key = textOf(call.params['biz_opaque_callback_data']) || textOf(message?.['metadata'])
  return {
    at: Date.now(),
    channel: account?.channel ?? null,
    account: account?.id ?? null,
    path: call.path.join('/'),
    body: call.params,
    bodyHash: createHash('sha256').update(JSON.stringify(call.params)).digest('hex'),
    key: key || null,
    id: null,
    isAccepted: false,
    code: null,
    answer: 'given',
  }
}

/** The message id in the answer to a send. */
export function messageIdOf(answer: unknown): string | null {
  const { message_id: id, messages } = answer as {
    message_id?: string
    messages?: readonly { id: string }[]
  }
  return id ?? messages?.[0]?.id ?? null
}
