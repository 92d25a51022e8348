/** What one channel adds to the running platform. */
import type { NewConnection } from '@parley/core/adapter'

import type { MessagingChannel } from './messaging/channel.ts'
import type { Account, Medium, Message, Person, Thread } from './state.ts'
import type { World } from './world.ts'

export interface GraphCall {
  readonly method: string
  readonly version: string
  /** The path below the version: node id, edge. */
  readonly path: readonly string[]
  /** Query, form and JSON fields together; JSON inside a form is parsed. */
  readonly params: Readonly<Record<string, unknown>>
  readonly files: Readonly<Record<string, UploadedFile>>
  readonly token?: string
  /** `appsecret_proof`, where it was given. */
  readonly proof?: string
  /** Media that the request names by link, fetched; nothing where the link leads nowhere. */
  readonly links?: ReadonlyMap<string, Medium | undefined>
  /** What was asked of Instagram's own graph host, where hosts are told apart. */
  readonly isInstagramHost?: boolean
}
export interface UploadedFile {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly name: string
}
/** `id` is the node named in the path, with `me` resolved. */
export type Endpoint = (world: World, call: GraphCall, id: string) => unknown

export interface Part {
  readonly channel: string
  readonly name: string
  /** The channels of the Messenger Platform share their endpoints and say here how they differ. */
  readonly messaging?: MessagingChannel
  /** By `METHOD node/edge`: `POST page/messages`, `GET number`. */
  readonly endpoints: Readonly<Record<string, Endpoint>>
  /** What kind of node an id names; open worlds ask for ids that do not exist. */
  nodeOf(world: World, id: string, call: GraphCall): string | undefined
  /** The person's id as this account sees it. */
  identify(account: Account, person: Person): string
  readonly life: Life
}

/** What happens on the channel beside Graph calls; only a running platform lives. */
export interface Life {
  /** Called once, when a world is made. */
  seed(world: World): void
  /** The customer does something: state and webhooks follow. Answers the id of what was made. */
  act(world: World, thread: Thread, act: Act): string | undefined
  /** Something happens on the business's side, outside of this app. */
  happen(world: World, account: Account, happening: Happening): void
  /** The phone got these, read these, or never will; their status says which. All are of one thread. */
  receipt(world: World, thread: Thread, messages: readonly Message[]): void
  /** A connection that works at once. */
  connection(world: World, account: Account): NewConnection
}

/** What a customer can do; which kinds a channel knows is the channel's own matter. */
export interface Act {
  readonly kind: string
  readonly text?: string
  /** Ids of media in the platform's store. */
  readonly media?: readonly string[]
  readonly replyTo?: string
  readonly target?: string
  readonly emoji?: string | null
  readonly payload?: string
  readonly title?: string
  readonly description?: string
  readonly id?: string
  readonly at?: number
  /** Kind-specific rest: location, contact cards, referral, order, story. */
  readonly detail?: Readonly<Record<string, unknown>>
}
export interface Happening {
  readonly kind: string
  readonly person?: string
  readonly text?: string
  readonly target?: string
  readonly detail?: Readonly<Record<string, unknown>>
}
