/** Who is signed in. The access token lives in memory only; the refresh cookie brings it back after a reload. */
import type { Session as SessionAnswer, User } from '@parley/core/schemas'

import { ApiError, type Bearer, type Send } from './api.ts'

/** `expired` keeps the user, so that the page stays as it is under the sign-in dialog. */
export type SessionState =
  | { readonly status: 'starting'; readonly user: null }
  | { readonly status: 'out'; readonly user: null }
  | { readonly status: 'in'; readonly user: User }
  | { readonly status: 'expired'; readonly user: User }
export interface Credentials {
  readonly email: string
  readonly password: string
}

/** Who was signed in when this browser was last here; without them nothing is asked of the server. */
export interface Hint {
  /** `unknown` is somebody. */
  get(): User | 'unknown' | null
  set(user: User | null): void
}

const RESUME_AGAIN_MS = 3000

export class Session implements Bearer {
  #send: Send
  #hint: Hint
  #state: SessionState = { status: 'starting', user: null }
  #token: string | null = null
  #refreshing: Promise<string | null> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The server has said since this page was opened that they are who they were. */
  #isConfirmed = false
  #listeners = new Set<() => void>()
  #tokenListeners = new Set<(token: string) => void>()

  constructor(send: Send, hint: Hint) {
    this.#send = send
    this.#hint = hint
  }

  state = (): SessionState => this.#state

  token(): string | null {
    return this.#token
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Called with every new access token. */
  onToken(listener: (token: string) => void): () => void {
    this.#tokenListeners.add(listener)
    return () => this.#tokenListeners.delete(listener)
  }

  /**
   * Signs in by the cookie of an earlier visit, if there is one: the page begins with what is kept here while the server
   * is asked. A server that cannot be asked has not said no: it is asked again.
   */
  async resume(): Promise<void> {
    clearTimeout(this.#timer)
    const user = this.#hint.get()
    if (user === null) return this.#become({ status: 'out', user: null })
    if (user !== 'unknown' && this.#state.status === 'starting') {
      this.#become({ status: 'in', user })
    }
    await this.refresh().catch(() => {
      this.#timer = setTimeout(() => void this.resume(), RESUME_AGAIN_MS)
    })
  }

  signIn(credentials: Credentials): Promise<void> {
    return this.#enter('/api/auth/login', credentials)
  }

  register(person: Credentials & { name: string; invite?: string }): Promise<void> {
    return this.#enter('/api/auth/register', person)
  }

  async signOut(): Promise<void> {
    await this.#send('POST', '/api/auth/logout', { body: {}, token: this.#token }).catch(() => {})
    this.#forget()
    this.#hint.set(null)
    this.#become({ status: 'out', user: null })
  }

  /** Many callers, one request. */
  refresh(): Promise<string | null> {
    if (this.#state.status === 'expired') return Promise.resolve(null)
    this.#refreshing ??= requestRefresh(this.#send)
      .then((answer) => (answer ? this.#begin(answer) : this.#end()))
      .finally(() => {
        this.#refreshing = null
      })
    return this.#refreshing
  }

  /** The person changed their own name. */
  updateUser(user: User): void {
    if (this.#state.status !== 'in') return
    this.#hint.set(user)
    this.#become({ status: 'in', user })
  }

  async #enter(path: string, body: object): Promise<void> {
    this.#begin((await this.#send('POST', path, { body })) as SessionAnswer)
  }

  #begin(answer: SessionAnswer): string {
    this.#forget()
    this.#token = answer.accessToken
    this.#timer = setTimeout(() => void this.refresh().catch(() => {}), answer.expiresIn * 800)
    this.#hint.set(answer.user)
    this.#isConfirmed = true
    const { status, user } = this.#state
    if (status !== 'in' || !isSame(user, answer.user)) {
      this.#become({ status: 'in', user: answer.user })
    }
    for (const listener of this.#tokenListeners) listener(answer.accessToken)
    return answer.accessToken
  }

  #end(): null {
    this.#forget()
    this.#hint.set(null)
    const { user } = this.#state
    this.#become(
      user && this.#isConfirmed ? { status: 'expired', user } : { status: 'out', user: null },
    )
    return null
  }

  #forget(): void {
    this.#token = null
    clearTimeout(this.#timer)
  }

  #become(next: SessionState): void {
    this.#state = next
    for (const listener of this.#listeners) listener()
  }
}

function isSame(a: User, b: User): boolean {
  return a.id === b.id && a.name === b.name && a.email === b.email && a.role === b.role
}

/** Null means the server has no session for us; anything but a clear refusal is thrown. */
async function requestRefresh(send: Send): Promise<SessionAnswer | null> {
  try {
    return (await send('POST', '/api/auth/refresh', { body: {} })) as SessionAnswer
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 429) return null
    throw error
  }
}
