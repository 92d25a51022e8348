/** What an adapter's test file tells the suite: values for its three schemas, and samples of what the platform says. */
import type {
  Failure,
  Identity,
  InboundEvent,
  Json,
  OutboundKind,
  PlatformAnswer,
  Step,
} from '../src/adapter.ts'

export interface World {
  /** Valid values of the three schemas; `app` and `secrets` hold made-up keys, each at least 8 characters long. */
  readonly app: object
  readonly config: object
  readonly secrets: object
  /** Recorded deliveries. `fixturesIn(folder)` reads a folder of them. */
  readonly fixtures?: readonly Fixture[]
  /** Recorded error answers and the failure each one is. */
  readonly classified?: readonly Classified[]
  /** The folder of the adapter's package, `import.meta.dirname` of its test and '..': its sources are scanned. */
  readonly folder?: string
  /** A person the platform can address; by default an id of digits. */
  readonly contact?: Identity
  /** A message id as the platform writes it, for replies and reactions. */
  readonly messageId?: string
  /** Steps that the simulator knows, where the suite's own do not fit: an approved template, an allowed emoji. */
  readonly steps?: { readonly [K in OutboundKind]?: Extract<Step, { kind: K }> }
  /** What a window's id becomes on the wire: `{ human_agent: 'HUMAN_AGENT' }`. */
  readonly windowTags?: Readonly<Record<string, string>>
  /** A GET that the handshake accepts, and the body it answers. */
  readonly handshake?: { readonly query: Readonly<Record<string, string>>; readonly body: string }
  /** The inputs of each connect flow, one per `next`; by default made from `config` and `secrets`. A redirect comes back with `nonce`, which the suite exports. */
  readonly connect?: Readonly<Record<string, readonly Json[]>>
  /** How the platform refuses a revoked token; by default 401. */
  readonly revoked?: Answer
  /** Joins the JSON bodies of several deliveries into one; by default their only list is joined. `false`: the platform never sends batches. */
  readonly merge?: false | ((bodies: readonly Json[]) => Json)
}
export type Answer = Exclude<PlatformAnswer, { readonly thrown: unknown }>
export interface Fixture {
  readonly name: string
  /** The body as the platform sent it; `json` is a shorter way to write one. */
  readonly body?: string | Uint8Array
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  /** What `parse` must read: every field named here, in this order. */
  readonly events?: readonly ExpectedEvent[]
}
export type ExpectedEvent = { readonly type: InboundEvent['type'] } & Readonly<
  Record<string, unknown>
>
export interface Classified {
  readonly name: string
  readonly answer: PlatformAnswer
  readonly failure: Partial<Failure>
}
