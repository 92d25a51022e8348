/** The only WebSocket: says hello with token and cursor, hands on events, notices silence, and comes back by itself. */
import type { ClientFrame, ServerFrame } from '@parley/core/schemas'

export type LinkState =
  | { readonly status: 'connecting' }
  | { readonly status: 'ready' }
  | { readonly status: 'waiting'; readonly retryAt: number }
  | { readonly status: 'offline' }
  | { readonly status: 'expired' }
  | { readonly status: 'stopped' }
export interface SocketEvent {
  readonly event: string
  readonly data: unknown
}
export interface Timing {
  readonly pingMs: number
  readonly deadMs: number
  readonly firstRetryMs: number
  readonly lastRetryMs: number
}
export interface SocketOptions {
  readonly url: string
  /** A valid access token, or null when the session is over. Throws when the server cannot be reached. */
  token(renew: boolean): Promise<string | null>
  onEvent(event: SocketEvent): void
  /** The state here may miss events: load it again. */
  onReset(reason: 'first' | 'gap'): void
  onState(state: LinkState): void
  readonly timing?: Timing
  readonly random?: () => number
}
type Timer = ReturnType<typeof setTimeout> | undefined

const usualTiming: Timing = {
  pingMs: 25_000,
  deadMs: 10_000,
  firstRetryMs: 500,
  lastRetryMs: 30_000,
}
/** The server's word for "this token is no good". */
const UNAUTHORIZED = 4401

export class Socket {
  #options: SocketOptions
  #timing: Timing
  #state: LinkState = { status: 'stopped' }
  #socket: WebSocket | null = null
  #cursor: string | null = null
  #attempt = 0
  #renew = false
  #pingTimer: Timer
  #deadTimer: Timer
  #retryTimer: Timer

  constructor(options: SocketOptions) {
    this.#options = options
    this.#timing = options.timing ?? usualTiming
  }

  state(): LinkState {
    return this.#state
  }

  start(): void {
    void this.#connect()
  }

  /** Ends the connection and forgets the place in the event log. */
  stop(): void {
    this.#drop()
    this.#cursor = null
    this.#attempt = 0
    this.#become({ status: 'stopped' })
  }

  /** Connects now, or asks an open connection whether it is alive. */
  check(): void {
    const { status } = this.#state
    if (status === 'ready') this.#ping()
    else if (status === 'waiting' || status === 'offline') void this.#connect()
  }

  wentOffline(): void {
    const { status } = this.#state
    if (status === 'stopped' || status === 'expired') return
    this.#drop()
    this.#become({ status: 'offline' })
  }

  renewToken(token: string): void {
    if (this.#state.status === 'ready') this.send({ type: 'token', token })
    else if (this.#state.status === 'expired') void this.#connect()
  }

  send(frame: ClientFrame): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame))
  }

  async #connect(): Promise<void> {
    this.#drop()
    // A page that begins without a network hears of none that goes.
    if (isOffline()) return this.#become({ status: 'offline' })
    this.#become({ status: 'connecting' })
    const token = await this.#options.token(this.#renew).catch(() => undefined)
    if (this.#state.status !== 'connecting' || this.#socket) return
    if (token === undefined) return this.#retryLater()
    if (token === null) return this.#become({ status: 'expired' })
    this.#renew = false
    this.#open(token)
  }

  #open(token: string): void {
    const socket = new WebSocket(this.#options.url)
    this.#socket = socket
    socket.addEventListener('open', () => {
      if (this.#socket === socket) this.send({ type: 'hello', token, cursor: this.#cursor })
    })
    socket.addEventListener('message', (message) => {
      if (this.#socket === socket) this.#read(JSON.parse(String(message.data)) as ServerFrame)
    })
    socket.addEventListener('close', (closed) => {
      if (this.#socket === socket) this.#lost(closed.code)
    })
    this.#expectSign()
  }

  #read(frame: ServerFrame): void {
    this.#gotSign()
    if (frame.type === 'ready' || frame.type === 'reset') this.#welcome(frame)
    else if (frame.type === 'event') {
      if (frame.cursor !== null) this.#cursor = frame.cursor
      this.#options.onEvent({ event: frame.event, data: frame.data })
    }
  }

  /** With a cursor of our own we keep it: what was missed follows as events, and each one moves it. */
  #welcome(frame: { type: 'ready' | 'reset'; cursor: string }): void {
    const first = this.#cursor === null
    this.#attempt = 0
    if (first || frame.type === 'reset') {
      this.#cursor = frame.cursor
      this.#options.onReset(first ? 'first' : 'gap')
    }
    this.#become({ status: 'ready' })
    this.#schedulePing()
  }

  #schedulePing(): void {
    clearTimeout(this.#pingTimer)
    this.#pingTimer = setTimeout(() => this.#ping(), this.#timing.pingMs)
  }

  #ping(): void {
    this.send({ type: 'ping' })
    this.#expectSign()
    this.#schedulePing()
  }

  /** A second question does not give a silent server more time. */
  #expectSign(): void {
    this.#deadTimer ??= setTimeout(() => this.#lost(0), this.#timing.deadMs)
  }

  #gotSign(): void {
    clearTimeout(this.#deadTimer)
    this.#deadTimer = undefined
  }

  /** A refused token is renewed once at once; refused again, it waits like any other failure. */
  #lost(code: number): void {
    this.#drop()
    const refused = code === UNAUTHORIZED
    if (refused && !this.#renew && this.#attempt === 0) {
      this.#renew = true
      this.#attempt = 1
      void this.#connect()
      return
    }
    this.#renew = refused
    this.#retryLater()
  }

  #retryLater(): void {
    const { firstRetryMs, lastRetryMs } = this.#timing
    const cap = Math.min(lastRetryMs, firstRetryMs * 2 ** this.#attempt)
    const delayMs = (this.#options.random ?? Math.random)() * cap
    this.#attempt += 1
    this.#become({ status: 'waiting', retryAt: Date.now() + delayMs })
    this.#retryTimer = setTimeout(() => void this.#connect(), delayMs)
  }

  #drop(): void {
    this.#gotSign()
    clearTimeout(this.#pingTimer)
    clearTimeout(this.#retryTimer)
    const old = this.#socket
    this.#socket = null
    old?.close()
  }

  #become(next: LinkState): void {
    this.#state = next
    this.#options.onState(next)
  }
}

/** Where that is not known, it is not so. */
function isOffline(): boolean {
  return 'onLine' in navigator && !navigator.onLine
}

/** Sleep, a lost network and a closed lid all look alike from inside: ask again whenever the world changed. */
export function watchWorld(socket: Pick<Socket, 'check' | 'wentOffline'>): () => void {
  function check(): void {
    socket.check()
  }
  function offline(): void {
    socket.wentOffline()
  }
  function visible(): void {
    if (document.visibilityState === 'visible') socket.check()
  }
  const stopClock = onClockJump(check)
  window.addEventListener('online', check)
  window.addEventListener('offline', offline)
  document.addEventListener('visibilitychange', visible)
  return () => {
    stopClock()
    window.removeEventListener('online', check)
    window.removeEventListener('offline', offline)
    document.removeEventListener('visibilitychange', visible)
  }
}

const TICK_MS = 5000
const JUMP_MS = 5000

function onClockJump(listener: () => void): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - last > TICK_MS + JUMP_MS) listener()
    last = now
  }, TICK_MS)
  return () => clearInterval(timer)
}
