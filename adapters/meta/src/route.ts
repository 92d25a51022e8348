import type { SendContext, Step } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import type { JsonObject } from './json.ts'

/** Where an account's messages go, and how its platform differs from its sister. */
export interface Route {
  readonly host: 'facebook' | 'instagram'
  /** The node whose `messages` edge takes them: a Page, an Instagram account, or `me`. */
  readonly node: string
  /** Added to uploads. */
  readonly uploadQuery?: Readonly<Record<string, string>>
  /** What `messaging_type` says of an answer inside the window. */
  readonly messagingType?: 'RESPONSE'
  /** How many attachments one message may hold. */
  readonly attachments: number
  readonly hasCallButtons: boolean
  /** Meta's own inbox, which gets a chat that is passed to nobody else. */
  readonly inboxApp: string
  /** What a reaction with this emoji is called. */
  readonly reactionOf: (emoji: string) => string
  /** The message of a template, where the platform has them. */
  readonly templateOf?: (step: Extract<Step, { kind: 'template' }>) => JsonObject
  /** The message of a step that only one of the two platforms has. */
  readonly ownMessage: (step: OwnStep) => JsonObject | undefined
  /** The recipient of a private reply, if the id is that of a comment or a post. */
  readonly publicRecipient: (id: string) => Recipient | undefined
}
export type OwnStep = Extract<Step, { kind: 'stock' | 'share' | 'ask' }>
export type Recipient = Readonly<Record<string, string>>
export type MessagingContext = SendContext<MetaApp, unknown, { readonly accessToken: string }>
export interface Call {
  readonly context: MessagingContext
  readonly route: Route
}
