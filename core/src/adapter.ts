/** The contract between the kernel and a channel: what an adapter package exports, and all that it may import. See docs/adapters.md. */
import type { Static, TObject } from 'typebox'

import type { Capabilities, Limits, Rate, Window } from './contract/capabilities.ts'
import type { CheckResult, Connect, Templates } from './contract/connecting.ts'
import type {
  Ack,
  Headers,
  Identity,
  InboundDelivery,
  InboundEvent,
  KeyRing,
  MediaRef,
  RawRequest,
  Verdict,
  Webhook,
} from './contract/inbound.ts'
import type {
  CallContext,
  Connection,
  Failure,
  JudgedStep,
  PlatformAnswer,
  SendContext,
  SendResult,
  Step,
} from './contract/outbound.ts'
import type { PastContext, PastPage } from './contract/past.ts'
import type { Simulator } from './contract/simulator.ts'

export type * from './contract/capabilities.ts'
export type * from './contract/connecting.ts'
export type * from './contract/inbound.ts'
export type * from './contract/outbound.ts'
export type * from './contract/past.ts'
export type * from './contract/simulator.ts'

export {
  hmacSha256,
  httpFailure,
  losslessJson,
  measure,
  redact,
  retryAfter,
  splitText,
} from './kit.ts'
export const CHANNEL_API = '1.0'

export interface Manifest {
  /** The channel's id, `[a-z][a-z0-9-]*`; unique in one installation. */
  readonly id: string
  readonly name: string
  readonly version: string
  /** The range of CHANNEL_API that the adapter was written for: `^1.0`. */
  readonly api: string
  readonly docsUrl?: string
  /** Inline SVG, so that the inbox keeps no table of channels. */
  readonly icon?: string
}

export interface Schemas<App extends TObject, Config extends TObject, Secrets extends TObject> {
  /** Once per installation. A property with `x-env: 'NAME'` is read from that variable (or `NAME_FILE`). `x-required: 'production'` makes it mandatory there, `x-production: {pattern, hint}` is stricter there. */
  readonly app: App
  /** Per connection, not secret. `x-ui: { order, help, docs, advanced }` shapes the form. */
  readonly config: Config
  /** Per connection, sealed at rest, never sent to a browser. Every property carries `x-ui: { secret: true }`. */
  readonly secrets: Secrets
}

export interface ChannelAdapter<
  App extends TObject = TObject,
  Config extends TObject = TObject,
  Secrets extends TObject = TObject,
> {
  readonly manifest: Manifest
  readonly schemas: Schemas<App, Config, Secrets>
  /** A connection's external id and business account, from its config. */
  readonly externalId: (config: Static<Config>) => string
  readonly accountId?: (config: Static<Config>) => string | undefined
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly windows: readonly Window[]
  readonly rates: readonly Rate[]
  /** Narrows the four above for one connection, never widens. */
  narrow?(connection: {
    readonly config: Static<Config>
  }): Partial<Pick<ChannelAdapter, 'capabilities' | 'limits' | 'windows' | 'rates'>>
  readonly webhook: Webhook<Static<App>, Static<Secrets>>
  /** Over the raw bytes, in constant time, never throws. */
  verify(body: Uint8Array, headers: Headers, keys: KeyRing<Static<App>, Static<Secrets>>): Verdict
  /** Pure and total: never throws, never drops, reads no clock. Same bytes, same events and keys. */
  parse(delivery: InboundDelivery): readonly InboundEvent[]
  /** One step that the kernel has already made legal. Never throws, never retries, never logs. */
  send(
    step: Step,
    context: SendContext<Static<App>, Static<Config>, Static<Secrets>>,
  ): Promise<SendResult>
  /** Pure: what the platform would refuse of a step that keeps to the limits, as a sentence. Asked before anything is queued. */
  faultOf?(
    step: JudgedStep,
    around: { readonly config: Static<Config>; readonly to: Identity },
  ): string | undefined
  /** Pure: any answer of the platform, or what was thrown instead, as a Failure. */
  classify(answer: PlatformAnswer): Failure
  readonly connect: Connect<Static<App>, Static<Config>, Static<Secrets>>
  /** Asks the platform whether this connection works; every check carries its fix in plain words. Never throws. */
  check(
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>> & { readonly webhookUrl: string },
  ): Promise<CheckResult>
  /** Makes the platform send webhooks for this connection; idempotent. Throws nothing: its success is a `check`. */
  subscribe?(
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>> & { readonly webhookUrl: string },
  ): Promise<void>
  refresh?(
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>>,
  ): Promise<
    | { readonly secrets: Static<Secrets>; readonly expiresAt?: number }
    | { readonly failure: Failure }
  >
  disconnect?(
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>>,
  ): Promise<void>
  /** One page of the chats from before the connection, where the platform keeps them. Ids and keys are those of the webhook, so that nothing doubles. Never throws. */
  past?(
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: PastContext<Static<App>>,
  ): Promise<PastPage | { readonly failure: Failure }>
  profile?(
    identity: Identity,
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>>,
  ): Promise<Identity | null>
  /** Says where and how; the kernel downloads through its guard, with size and type limits. Throws where the platform has none. */
  fetchMedia?(
    ref: MediaRef,
    connection: Connection<Static<Config>, Static<Secrets>>,
    context: CallContext<Static<App>>,
  ): Promise<{
    readonly url: string
    readonly headers?: Record<string, string>
    readonly mime?: string
    readonly sha256?: string
  }>
  /** Hosts from which media may be fetched; a leading dot matches every name below it. */
  readonly mediaHosts?: readonly string[]
  readonly templates?: Templates<Static<App>, Static<Config>, Static<Secrets>>
  /** Other forms of an address that a person may type or a platform may answer (Brazil's ninth digit). */
  addresses?(typed: string): readonly string[]
  /** POST callbacks beside the webhook, by name: `/api/webhooks/<path>/<name>` (deauthorise, data deletion). */
  readonly callbacks?: Readonly<
    Record<
      string,
      (
        request: RawRequest,
        keys: KeyRing<Static<App>, Static<Secrets>>,
      ) => {
        readonly ack: Ack
        readonly events?: readonly InboundEvent[]
        readonly erase?: readonly string[]
        /** The code by which the person may ask what became of the erasure: `GET` of the same path with `?code=`. */
        readonly erasureCode?: string
      } | null
    >
  >
  readonly simulator: Simulator<Static<App>, Static<Secrets>>
}

/** The brand is a property, not a class: two copies of this package in one process do no harm. */
export function defineChannel<App extends TObject, Config extends TObject, Secrets extends TObject>(
  adapter: ChannelAdapter<App, Config, Secrets>,
): ChannelAdapter<App, Config, Secrets> & { readonly $channel: 1 } {
  return Object.freeze({ ...adapter, $channel: 1 as const })
}
