/** Everything the simulated platform remembers: plain JSON, so that it survives a restart. */
import type { IdSource } from './ids.ts'

export interface State extends IdSource {
  readonly version: 1
  /** The platform's clock runs this far ahead of (or behind) the real one. */
  clockOffsetMs: number
  /** The clock stands still here, for tests. */
  frozenAt: number | null
  accounts: Account[]
  people: Person[]
  threads: Thread[]
  messages: Message[]
  media: Medium[]
  tokens: Token[]
  templates: Template[]
  comments: Comment[]
  /** Callbacks set through the API, by webhook object. */
  callbacks: Record<string, string>
  pending: Pending[]
  settings: Settings
}

/** A Page, an Instagram account or a WhatsApp number. */
export interface Account {
  readonly channel: string
  readonly id: string
  name: string
  handle?: string
  phone?: string
  /** The Page of an Instagram account, the business account of a number; else its own id. */
  readonly owner: string
  subscribedFields: string[] | null
  /** WhatsApp's own callback for this business account. */
  callback?: { url: string; verifyToken: string }
  tasks: string[]
  isRegistered: boolean
  isOnBusinessApp: boolean
  pin?: string
  pinTries: number[]
  syncs: string[]
  /** Every send is refused with this while it is set. */
  restriction?: { code: number; subcode?: number }
}

export interface Person {
  readonly id: string
  name: string
  handle: string
  phone: string
  /** Business-scoped id; WhatsApp gives a new one when the number changes. */
  bsuid: string
  /** Has a username and hides the number from businesses. */
  isPhoneHidden: boolean
  isOnline: boolean
  /** Ids of accounts this person has blocked. */
  blocked: string[]
  hasWhatsapp: boolean
  stopsMarketing: boolean
}

export interface Thread {
  readonly id: string
  readonly account: string
  readonly person: string
  /** The person's id on this account: PSID, IGSID, number. */
  identity: string
  lastInboundAt: number
  /** The app that controls it; null when nobody does. */
  owner: string | null
  typingUntil: number
  readAt: number
  deliveredAt: number
  /** Until when the business has read what the person wrote. */
  seenByBusinessAt: number
}

export type MessageStatus = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed'
export interface Message {
  readonly id: string
  readonly thread: string
  readonly isFromBusiness: boolean
  readonly at: number
  shown: Shown
  replyTo?: string
  /** Who sent it for the business: this app's id, another app's, or `phone`. */
  app?: string
  metadata?: string
  status: MessageStatus
  error?: { code: number; title: string }
  reactions: { personal?: string; business?: string }
  editCount: number
  isDeleted: boolean
}

/** A message as a phone draws it. */
export interface Shown {
  kind: string
  text?: string
  header?: string
  footer?: string
  media?: { kind: string; id?: string; url?: string; name?: string; mime?: string }[]
  choices?: Choice[]
  listButton?: string
  /** `image` is the id or the link of what stands above the title. */
  cards?: {
    title: string
    subtitle?: string
    image?: string
    isVideo?: boolean
    choices: Choice[]
  }[]
  location?: { lat: number; lon: number; label?: string; address?: string }
  contacts?: { name: string; phones: string[] }[]
  story?: string
}
export interface Choice {
  kind: 'quick_reply' | 'postback' | 'reply' | 'row' | 'template' | 'url' | 'phone' | 'flow' | 'ask'
  title: string
  payload?: string
  url?: string
  description?: string
  section?: string
}

/** A public comment; a private reply to it opens a thread, once. */
export interface Comment {
  readonly id: string
  readonly account: string
  readonly person: string
  readonly at: number
  isAnswered: boolean
}

export interface Medium {
  readonly id: string
  readonly mime: string
  readonly name: string
  readonly sha256: string
  readonly size: number
  readonly at: number
  expiresAt: number
  /** base64; absent once the store is full and this one was the oldest. */
  bytes?: string
}

export interface Token {
  readonly value: string
  readonly kind: 'user' | 'page' | 'instagram' | 'system' | 'app' | 'code'
  /** The account (or business account) it speaks for; a user's token reaches all of theirs. */
  readonly subject: string
  readonly scopes: string[]
  readonly at: number
  expiresAt: number
  /** A code is used once, at the address it was made for. */
  redirect?: string
  /** 458 removed, 460 password changed, 463 expired, 467 signed out. */
  revoked?: number
  readonly isLongLived?: boolean
  readonly isInstagramLogin?: boolean
  /** The accounts it was given for; absent: all. */
  readonly targets?: readonly string[]
}

export interface Template {
  readonly id: string
  readonly owner: string
  readonly name: string
  readonly language: string
  category: string
  format: 'NAMED' | 'POSITIONAL'
  status: string
  reason: string
  components: TemplateComponent[]
  reviewAt?: number
}
export interface TemplateComponent {
  type: string
  format?: string
  text?: string
  example?: unknown
  buttons?: TemplateButton[]
  /** Of a carousel. */
  cards?: { components: TemplateComponent[] }[]
  [more: string]: unknown
}
export interface TemplateButton {
  type: string
  text: string
  url?: string
  phone_number?: string
  payload?: string
  example?: unknown
  otp_type?: string
  supported_apps?: unknown
  zero_tap_terms_accepted?: boolean
  flow_id?: string
}

/** A webhook that has not been accepted yet. */
export interface Pending {
  readonly id: number
  url: string
  readonly updates: Update[]
  attempts: number
  firstAt: number
  nextAt: number
}
/** One thing that the platform tells, before it is put in an envelope. */
export interface Update {
  readonly object: string
  readonly entry: string
  /** The field that must be subscribed. */
  readonly field: string
  readonly list: 'messaging' | 'standby' | 'changes'
  readonly item: unknown
  /** The entry's `time`; absent where the platform sends none. */
  readonly time?: number
}

export interface Fault {
  readonly kind: FaultKind
  /** Absent: all. */
  readonly channel?: string
  /** Absent: sends only. */
  readonly on?: 'all'
  /** How many requests it still hits; absent: all until it is switched off. */
  left?: number
  /** Only every nth request. */
  readonly every?: number
  seen: number
  readonly code?: number
  readonly subcode?: number
  readonly delayMs?: number
  /** Of `usage`: how much of the hourly allowance the answers say is used, and when calls are possible again. */
  readonly percent?: number
  readonly regainMinutes?: number
}
export const faultKinds = [
  'rate_limit',
  'pair_limit',
  'expired_token',
  'server_error',
  'error',
  'lost_answer',
  'no_answer',
  'ambiguous',
  'delay',
  'usage',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Settings {
  faults: Fault[]
  webhooks: WebhookSettings
  /** The phone reads by itself; else only when the page shows the thread or a test says so. */
  readsAlone: boolean
  receiptDelayMs: number
  /** Templates are approved after this long. */
  reviewMs: number
}
export interface WebhookSettings {
  /** Each delivery goes out so often. */
  copies: number
  isShuffled: boolean
  /** Up to so many updates in one POST. */
  batch: number
  delayMs: number
  isHeld: boolean
  /** The retry schedule runs so many times faster than Meta's. */
  retrySpeed: number
  /** Unsubscribe after an hour of failures, on the scaled clock. */
  givesUp: boolean
}
