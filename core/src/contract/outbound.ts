/** Sending one legal step at a time, and failures as data. */
import type { Askable, MediaKind } from './capabilities.ts'
import type { Json } from './connecting.ts'
import type { Headers, Identity } from './inbound.ts'

export interface Button {
  readonly title: string
  readonly payload?: string
  readonly url?: string
  readonly phone?: string
}
export type Step =
  | { readonly kind: 'text'; readonly text: string; readonly replyTo?: string }
  | {
      readonly kind: 'media'
      readonly media: readonly OutboundMedia[]
      readonly caption?: string
      readonly replyTo?: string
    }
  | {
      readonly kind: 'buttons'
      readonly text: string
      readonly buttons: readonly Button[]
      /** Above the text, in place of a header; only where `limits.head` names its kind. */
      readonly media?: OutboundMedia
      readonly header?: string
      readonly footer?: string
      readonly replyTo?: string
    }
  | {
      readonly kind: 'list'
      readonly text: string
      readonly button: string
      readonly rows: readonly {
        readonly title: string
        readonly payload: string
        readonly description?: string
        readonly section?: string
      }[]
      readonly header?: string
      readonly footer?: string
      readonly replyTo?: string
    }
  | {
      readonly kind: 'link'
      readonly text: string
      readonly label: string
      readonly url: string
      /** Above the text, in place of a header; only where `limits.head` names its kind. */
      readonly media?: OutboundMedia
      readonly header?: string
      readonly footer?: string
      readonly replyTo?: string
    }
  | {
      readonly kind: 'cards'
      readonly cards: readonly {
        readonly title: string
        readonly subtitle?: string
        readonly imageUrl?: string
        readonly url?: string
        readonly buttons?: readonly Button[]
      }[]
    }
  | {
      readonly kind: 'template'
      readonly name: string
      readonly language: string
      readonly parameters: TemplateParameters
      readonly media?: OutboundMedia
      /** The files of a carousel, one a card. */
      readonly cardMedia?: readonly OutboundMedia[]
      /** `Template.native` as last listed, where it was: it says what kind of button an index is. */
      readonly native?: Json
    }
  | {
      readonly kind: 'location'
      readonly lat: number
      readonly lon: number
      readonly label?: string
      readonly address?: string
    }
  | {
      readonly kind: 'contacts'
      readonly cards: readonly ContactCard[]
    }
  | { readonly kind: 'stock'; readonly id: string }
  | { readonly kind: 'share'; readonly id: string }
  | {
      readonly kind: 'ask'
      readonly what: Askable
      readonly text: string
      readonly replyTo?: string
    }
  | {
      readonly kind: 'form'
      /** The platform's id of the form. */
      readonly id: string
      readonly text: string
      /** Of the button that opens it. */
      readonly label: string
      /** Where it begins, and what it knows already. */
      readonly screen?: string
      readonly values?: Readonly<Record<string, string>>
      /** It is not published yet. */
      readonly isDraft?: boolean
      /** Above the text, in place of a header; only where `limits.head` names its kind. */
      readonly media?: OutboundMedia
      readonly header?: string
      readonly footer?: string
      readonly replyTo?: string
    }
  | { readonly kind: 'reaction'; readonly target: string; readonly emoji: string | null }
  | { readonly kind: 'typing'; readonly on: boolean; readonly lastInboundId?: string }
  | { readonly kind: 'read'; readonly target: string }
  | {
      readonly kind: 'handover'
      readonly action: 'take' | 'pass' | 'release' | 'request'
      readonly app?: string
    }
export interface ContactCard {
  readonly name: string
  readonly phones?: readonly string[]
  /** Its numbers can be written to on this channel. */
  readonly isReachable?: boolean
  readonly emails?: readonly string[]
  readonly company?: string
  readonly department?: string
  readonly jobTitle?: string
  readonly websites?: readonly string[]
  /** `YYYY-MM-DD` */
  readonly birthday?: string
  readonly address?: PostalAddress
}
export interface PostalAddress {
  readonly street?: string
  readonly city?: string
  readonly state?: string
  readonly zip?: string
  readonly country?: string
}
/** A step of words, without a file above them. */
export type WordStep = Unopened<Exclude<Step, { kind: 'media' | 'template' }>>
/** A step that is judged before it is queued: its files are not open yet. */
export type JudgedStep = WordStep | Unopened<Extract<Step, { kind: 'template' }>>
type Unopened<S> = S extends Step ? Omit<S, 'media' | 'cardMedia'> : never

/** Values by place; a list fills {{1}}, {{2}}…, an object fills named variables. */
export interface TemplateParameters {
  readonly header?: readonly string[] | Readonly<Record<string, string>>
  readonly body?: readonly string[] | Readonly<Record<string, string>>
  /** By button index: the URL suffix, quick-reply payload or coupon code. */
  readonly buttons?: Readonly<Record<string, string>>
  /** By card of a carousel. */
  readonly cards?: readonly Pick<TemplateParameters, 'body' | 'buttons'>[]
}
export interface OutboundMedia {
  readonly kind: MediaKind
  readonly mime: string
  readonly name: string
  readonly bytes: number
  readonly url: string
  /** The platform can fetch `url`; otherwise upload what `open` gives. */
  readonly isPublic: boolean
  open(): Promise<Uint8Array<ArrayBuffer>>
}
export interface Connection<Config, Secrets> {
  readonly id: string
  readonly externalId: string
  readonly name: string
  readonly config: Config
  readonly secrets: Secrets
}
/** Shaped like fetch, but guarded: address check, time limit, no redirects, secrets redacted from its errors. It never retries. */
export type Http = (
  url: string,
  init?: {
    method?: string
    headers?: Record<string, string>
    body?: string | Uint8Array<ArrayBuffer> | FormData
    signal?: AbortSignal
  },
) => Promise<Response>
export interface CallContext<App> {
  readonly app: App
  readonly http: Http
  readonly signal: AbortSignal
}
export interface SendContext<App, Config, Secrets> extends CallContext<App> {
  readonly connection: Connection<Config, Secrets>
  readonly to: Identity
  /** The id of the window that allows this step. */
  readonly window: string
  /** The same on every attempt, at most 64 characters; goes where the platform echoes it. */
  readonly key: string
  readonly attempt: number
}
/** A union, never an exception. `learned` is the recipient's identity as the platform's answer told it. */
export type SendResult =
  | {
      readonly ok: true
      readonly ids: readonly string[]
      readonly at?: number
      readonly learned?: Identity
      /** How much of the allowance is used, in percent: from 80 on the kernel slows down. */
      readonly usage?: number
      /** How long until calls are possible again, where the allowance is used up. */
      readonly regainMs?: number
    }
  | { readonly ok: false; readonly failure: Failure }

export type FailureKind =
  | 'network'
  | 'timeout'
  | 'rate_limit'
  | 'upstream'
  | 'auth'
  | 'permission'
  | 'config'
  | 'window_closed'
  | 'blocked'
  | 'recipient'
  | 'content'
  | 'media'
  | 'template'
  | 'duplicate'
  | 'unsupported'
  | 'policy'
  | 'unknown'
export interface Failure {
  readonly kind: FailureKind
  readonly retry: 'no' | 'later' | 'after_fix'
  readonly scope: 'message' | 'chat' | 'connection' | 'app'
  /** The platform surely did not accept it. Otherwise the message becomes `unknown` and only an agent sends it again. */
  readonly certain: boolean
  readonly retryAfterMs?: number
  readonly code?: string
  /** The platform's words, for logs and details. */
  readonly message: string
  /** One sentence that an agent can act on. */
  readonly userMessage?: string
}
export type PlatformAnswer =
  | { readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly thrown: unknown }
