/** How the two channels of the Messenger Platform differ. */
import type { GraphFault } from '../graph-error.ts'
import type { IdKind } from '../ids.ts'
import type { MessagingRules } from './shape.ts'

export interface MessagingChannel {
  /** Of the webhook body. */
  readonly object: 'page' | 'instagram'
  readonly midKind: IdKind
  readonly rules: MessagingRules
  readonly faults: { readonly windowClosed: GraphFault; readonly noSuchUser: GraphFault }
  /** Names of the webhook fields, which are plural on one and singular on the other. */
  readonly fields: {
    readonly echo: string
    readonly edit: string
    readonly referral: string
    readonly handover: string
    readonly read: string
  }
  /** Messenger tells `delivery` and a watermark, Instagram the id of the message that was seen. */
  readonly receipts: 'watermark' | 'seen'
  /** Emoji by the name that reactions may use. */
  readonly reactions: Readonly<Record<string, string>>
  /** The app id that the platform's own inbox has. */
  readonly inboxApp: string
}
