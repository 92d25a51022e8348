import type { Json } from './connecting.ts'
import type { InboundEvent } from './inbound.ts'
import type { CallContext } from './outbound.ts'

/** A part of what was said before the connection: its newest chats first. */
export interface PastPage {
  /** Marked as `history`, but for what is newer than the connection. */
  readonly events: readonly InboundEvent[]
  readonly chats: number
  /** Where to go on; absent where there is no more. */
  readonly next?: Json
}
export interface PastContext<App> extends CallContext<App> {
  /** Where the last page ended; absent at the beginning. */
  readonly from?: Json
  /** Older chats are not wanted (ms). */
  readonly since: number
  /** From here on the webhook tells (ms). */
  readonly until: number
}
