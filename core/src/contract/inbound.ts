/** Receiving: raw requests, and the inbound events that an adapter reads from them. */
import type { MediaKind } from './capabilities.ts'
import type { CheckStatus, Json, Problem } from './connecting.ts'
import type { Failure } from './outbound.ts'

/** Lower-case names. The kernel adds `:method` and `:path` for channels that sign the URL. */
export type Headers = Readonly<Record<string, string>>
export interface RawRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  readonly body: Uint8Array
  readonly receivedAt: number
}
/** What `parse` gets: the request, and its body as JSON (undefined if it is none; integers beyond 2^53 are strings of their digits). */
export interface InboundDelivery extends RawRequest {
  readonly json: unknown
}
export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly reason: 'missing_signature' | 'bad_signature' | 'stale' | 'malformed'
    }
export interface Ack {
  readonly status: number
  readonly body?: string
  readonly type?: string
}
export interface KeyRing<App, Secrets> {
  readonly app: App
  readonly connection?: Secrets
}
export interface Webhook<App, Secrets> {
  /** Mounted at /api/webhooks/<path>. Several adapters may name the same path. */
  readonly path: string
  /** On a shared path: is this verified delivery mine? Absent means yes. Must not throw. */
  claims?(delivery: InboundDelivery): boolean
  /** GET of the platform (a challenge); null refuses it with 403. */
  handshake?(request: RawRequest, keys: KeyRing<App, Secrets>): Ack | null
  readonly ack?: Ack
}

export interface Identity {
  readonly id: string
  /** Other ids of the same person on this connection (a phone number beside a business-scoped id). */
  readonly aliases?: readonly string[]
  readonly name?: string
  readonly handle?: string
  readonly avatarUrl?: string
}
export interface MediaRef {
  readonly kind: MediaKind | 'unknown'
  readonly mime?: string
  readonly name?: string
  readonly bytes?: number
  /** Lower-case hex. The kernel refuses bytes that do not match. */
  readonly sha256?: string
  readonly locator: { readonly url?: string; readonly id?: string }
  readonly expiresAt?: number
  readonly caption?: string
}
export interface Referral {
  readonly source: string
  readonly ref?: string
  readonly adId?: string
  readonly url?: string
  readonly headline?: string
  readonly body?: string
  readonly imageUrl?: string
  readonly detail?: Json
}
export type ReceiptStatus = 'sent' | 'delivered' | 'read' | 'failed'
export type Content =
  | { readonly kind: 'text'; readonly text: string }
  /** The message's kind becomes the kind of the first medium. */
  | { readonly kind: 'media'; readonly media: readonly MediaRef[]; readonly text?: string }
  | {
      readonly kind: 'location'
      readonly lat: number
      readonly lon: number
      readonly label?: string
      readonly address?: string
      readonly url?: string
    }
  | { readonly kind: 'contacts'; readonly cards: readonly Json[]; readonly text?: string }
  | {
      readonly kind: 'story'
      readonly relation: 'mention' | 'reply' | 'share'
      readonly storyId?: string
      readonly media?: readonly MediaRef[]
      readonly text?: string
    }
  | {
      readonly kind: 'share'
      readonly what: 'post' | 'reel' | 'link' | 'product' | 'comment' | 'mention' | 'other'
      readonly title?: string
      readonly url?: string
      readonly targetId?: string
      readonly media?: readonly MediaRef[]
      readonly text?: string
    }
  | {
      readonly kind: 'interactive'
      readonly title: string
      readonly payload?: string
      readonly description?: string
      readonly form?: Json
    }
  | {
      readonly kind: 'template'
      readonly text?: string
      readonly detail?: Json
      readonly media?: readonly MediaRef[]
    }
  | {
      readonly kind: 'order'
      readonly items: readonly Json[]
      readonly text?: string
      readonly catalogId?: string
    }
  | { readonly kind: 'system'; readonly text: string; readonly topic?: string }
  | {
      readonly kind: 'unsupported'
      readonly nativeType: string
      readonly text?: string
      readonly reason?: string
    }

interface Envelope<T extends string> {
  readonly type: T
  /** Idempotency: unique per connection, a function of the payload only. */
  readonly key: string
  /** The connection's external id; `''` where the platform names only the business account. */
  readonly connection: string
  /** The business account above the connection, where the platform names one: it routes events without a connection id. */
  readonly account?: string
  /** The person (or group) whose chat it is about; null for events about the connection. */
  readonly contact: Identity | null
  /** Platform time in ms. The kernel clamps it; 0 means the body had none. */
  readonly at: number
  /** Index inside the delivery, breaks ties of `at`. */
  readonly seq: number
  /** The platform's own fragment, always kept. */
  readonly native: unknown
}
interface Utterance {
  /** The provider's id, 1 to 512 characters. */
  readonly id: string
  readonly content: Content
  readonly replyTo?: string
  readonly referral?: Referral
  readonly forwarded?: boolean
  /** Whether the platform's window opens by it. By default all but system lines do; a system line that does not, waits for no answer either. */
  readonly opens?: boolean
  /** Another app owns the thread: shown read-only. */
  readonly standby?: boolean
  /** Imported from before the connection: no unread, no reopening, no notice. */
  readonly history?: boolean
}
export type InboundEvent =
  /** `author` only where it is not the contact (a group). */
  | (Envelope<'message'> & Utterance & { readonly author?: Identity })
  /** A message of the business. `clientRef` is the key we sent, which settles our outbox. `status` where an import knows it. */
  | (Envelope<'echo'> &
      Utterance & {
        readonly origin: 'self' | 'other_app' | 'native_app' | 'unknown'
        readonly clientRef?: string
        readonly status?: ReceiptStatus
      })
  | (Envelope<'edit'> & {
      readonly target: string
      readonly content: Content | null
      readonly revision: number
    })
  | (Envelope<'delete'> & {
      readonly target: string
      readonly by: 'contact' | 'business' | 'platform'
    })
  /** `emoji: null` removes. One reaction per person and message. */
  | (Envelope<'reaction'> & {
      readonly target: string
      readonly by: 'contact' | 'business'
      readonly author?: Identity
      readonly emoji: string | null
      /** The platform's window opens by it. */
      readonly opens?: boolean
    })
  /** `ids` exact · `upTo` every message of the chat sent until then (ms) · `through` that message and all before it. */
  | (Envelope<'receipt'> & {
      readonly status: ReceiptStatus
      readonly target:
        | { readonly ids: readonly string[] }
        | { readonly upTo: number }
        | { readonly through: string }
      readonly clientRef?: string
      readonly failure?: Failure
      readonly cost?: { readonly category: string; readonly billable: boolean }
    })
  /** The person's id or number changed: `previous` ids become aliases of the contact. */
  | (Envelope<'identity'> & { readonly previous: readonly string[] })
  | (Envelope<'consent'> & { readonly topic: string; readonly granted: boolean })
  | (Envelope<'handover'> & { readonly to: 'us' | 'them' | 'unknown'; readonly app?: string })
  /** The platform says something about the business account or the connection. */
  | (Envelope<'connection'> & {
      readonly topic: string
      readonly status?: CheckStatus
      readonly problem?: Problem
      readonly detail?: string
    })
  /** Known but without meaning here, or never seen: stored, counted, shown, replayable. */
  | (Envelope<'unknown'> & {
      readonly nativeType: string
      /** A word such as `no_id`, where a known kind of event lacks what it needs: that is quarantined, not merely put aside. */
      readonly fault?: string
    })
