/** One socket of a signed-in person: what waits to be sent to it, how fast it may speak, and when its token ends. */
import { randomUUID } from 'node:crypto'
import type { Socket as NetSocket } from 'node:net'

import type { SignedIn } from '@parley/core'
import type { WebSocket } from 'ws'

import type { Claims } from '../tokens.ts'

const windowMs = 25
const maxBufferedBytes = 1024 * 1024
const burst = 40
const perSecond = 20
/** The longest that a timer can wait. */
const maxTimerMs = 2 ** 31 - 1

export const closes = {
  going: [1012, 'the server restarts'],
  slow: [1013, 'reads too slowly'],
  busy: [1013, 'try again later'],
  binary: [1003, 'text frames only'],
  confused: [4400, 'not understood'],
  unauthorized: [4401, 'sign in again'],
  forbidden: [4403, 'not allowed'],
  crowded: [4409, 'too many connections'],
  loud: [4429, 'too many frames'],
} as const

export class Client {
  readonly id = randomUUID()
  user: SignedIn
  claims: Claims
  /** The last event that it has, or had already when it came. */
  position = 0n
  isLive = false
  mistakes = 0
  #socket: WebSocket
  #net: NetSocket | undefined
  #pending: Buffer[] = []
  #flushTimer: NodeJS.Timeout | undefined
  #lastFlush = -Infinity
  #expiry: NodeJS.Timeout | undefined

  constructor(
    socket: WebSocket,
    net: NetSocket | undefined,
    { user, claims }: { user: SignedIn; claims: Claims },
  ) {
    this.#socket = socket
    this.#net = net
    this.user = user
    this.claims = claims
    this.renew(user, claims)
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** A fresh token of the same person: the socket lives until that one ends. */
  renew(user: SignedIn, claims: Claims): void {
    this.user = user
    this.claims = claims
    clearTimeout(this.#expiry)
    const leftMs = Math.min(claims.exp * 1000 - Date.now(), maxTimerMs)
    this.#expiry = setTimeout(() => this.close('unauthorized'), leftMs).unref()
  }

  /** At once when nothing was sent for a while; else with all that comes within the window, in one write. */
  push(bytes: Buffer): void {
    this.#pending.push(bytes)
    if (this.#flushTimer) return
    const waitMs = this.#lastFlush + windowMs - performance.now()
    // at the end of this turn: what one event causes goes out together
    if (waitMs <= 0) this.#flushTimer = setTimeout(() => this.flush(), 0)
    else this.#flushTimer = setTimeout(() => this.flush(), waitMs)
  }

  flush(): void {
    clearTimeout(this.#flushTimer)
    this.#flushTimer = undefined
    this.#lastFlush = performance.now()
    const due = this.#pending.splice(0)
    if (!this.isOpen || due.length === 0) return
    if (this.#socket.bufferedAmount > maxBufferedBytes) return this.close('slow')
    this.#net?.cork()
    for (const bytes of due) this.#socket.send(bytes, { binary: false })
    this.#net?.uncork()
  }

  /** Resolves when the socket has taken most of what it was given; false when it takes nothing for too long. */
  async drain(patienceMs = 30_000): Promise<boolean> {
    this.flush()
    const until = performance.now() + patienceMs
    while (this.isOpen && this.#socket.bufferedAmount > maxBufferedBytes / 4) {
      if (performance.now() > until) {
        this.close('slow')
        return false
      }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return this.isOpen
  }

  close(reason: keyof typeof closes): void {
    closeSocket(this.#socket, reason)
  }

  dispose(): void {
    clearTimeout(this.#expiry)
    clearTimeout(this.#flushTimer)
    this.#pending = []
  }
}

/** A peer that does not answer the close is cut off soon after. */
export function closeSocket(socket: WebSocket, reason: keyof typeof closes): void {
  if (socket.readyState > socket.OPEN) return
  const [code, text] = closes[reason]
  socket.close(code, text)
  const cut = setTimeout(() => socket.terminate(), 2000).unref()
  socket.once('close', () => clearTimeout(cut))
}

/** Twenty frames a second, and forty at once. */
export function createBucket(): () => boolean {
  let tokens = burst
  let filledAt = performance.now()
  return () => {
    const now = performance.now()
    tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond)
    filledAt = now
    if (tokens < 1) return false
    tokens--
    return true
  }
}
