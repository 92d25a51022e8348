/** The simulator: a small copy of the platform, shipped by the adapter. */
import type { Json, NewConnection } from './connecting.ts'
import type { Headers, InboundEvent, KeyRing, RawRequest } from './inbound.ts'

export interface Simulated {
  readonly event: InboundEvent['type']
  readonly connection: string
  readonly chat: string
  /** What is said; of a reaction its emoji, of a receipt its status where the simulator sends several. */
  readonly text?: string
  readonly id: string
  readonly at: number
}
export interface PlatformRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Uint8Array
}
export interface PlatformResponse {
  /** 0: cut the connection without an answer. */
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body: string | Uint8Array
}
/** What a host gives a running platform. */
export interface PlatformHost {
  /** Where the platform is mounted, e.g. http://127.0.0.1:3001/simulator. */
  readonly baseUrl: string
  /** Where webhooks go. */
  readonly webhookUrl: string
  readonly appSecret: string
  readonly verifyToken: string
  /** State kept over restarts; absent keeps it in memory. */
  load?(): Promise<Json | undefined>
  save?(state: Json): Promise<void>
}
/** A running platform: every request under its mount comes here, the customer's page and the control API included. */
export interface Platform {
  handle(request: PlatformRequest): Promise<PlatformResponse>
  /** Connections that work at once, for a first start. */
  readonly connections: readonly (NewConnection & { readonly channel: string })[]
  /** The value of the adapter's `app` schema that points it here. */
  readonly app: Json
  close(): Promise<void>
}
export interface Simulator<App, Secrets> {
  /** A signed delivery that the platform could have sent, or null if it sends none of that kind. Stateless, for the conformance suite. */
  deliver(what: Simulated, keys: KeyRing<App, Secrets>): RawRequest | null
  /** The platform's HTTP API, stateless, for the conformance suite. */
  api(request: {
    readonly method: string
    readonly url: URL
    readonly headers: Headers
    /** A form is its multipart text; what is no text has one character per byte (latin1). */
    readonly body: string
  }): {
    readonly status: number
    readonly body: string
    readonly headers?: Record<string, string>
  }
  /** Adapters that name the same `id` share one running platform. */
  readonly platform?: { readonly id: string; start(host: PlatformHost): Promise<Platform> }
}
