/** Messages that the server has not confirmed: held for undo, posted in order, kept over reloads and time offline. */
import type { Message, NewMessage } from '@parley/core/schemas'

import { ApiError, isNetworkError } from './api.ts'
import type { AppEvent } from './store/apply-event.ts'
import type { Outgoing, State } from './store/state.ts'

/** What outlives the page. */
export interface UnsentStorage {
  all(): Promise<readonly Outgoing[]>
  put(outgoing: Outgoing): Promise<void>
  delete(clientId: string): Promise<void>
}
export interface UnsentOptions {
  readonly storage: UnsentStorage
  /** Posts, and takes the answer into the store. */
  post(body: NewMessage): Promise<Message>
  dispatch(event: AppEvent): void
  state(): State
  readonly retryMs?: number
}

const KEPT_MS = 24 * 3_600_000

export class Unsent {
  #options: UnsentOptions
  #busy = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: UnsentOptions) {
    this.#options = options
  }

  /** Shows the message at once and sends it when its hold is over. A held one before it goes out now: the person has moved on. */
  add(outgoing: Outgoing): void {
    this.#releaseHeld(outgoing.body.chatId)
    this.#save(outgoing)
    this.pump()
  }

  /** Takes a message back, if it has not been posted; the caller puts it into the composer again. */
  takeBack(chatId: string, clientId: string): Outgoing | null {
    const outgoing = this.#find(chatId, clientId)
    if (!outgoing || this.#busy.has(clientId)) return null
    this.#forget(outgoing)
    this.pump()
    return outgoing
  }

  sendNow(chatId: string, clientId: string): void {
    const outgoing = this.#find(chatId, clientId)
    if (outgoing) this.#save({ ...outgoing, state: 'waiting', heldUntil: 0 })
    this.pump()
  }

  /** Posts a refused message again, on a person's word: they have seen what was said meanwhile. */
  sendAnyway(chatId: string, clientId: string): void {
    const outgoing = this.#find(chatId, clientId)
    if (!outgoing) return
    const { seenMessageId: _, ...body } = outgoing.body
    this.#save({ ...outgoing, body, state: 'waiting', problem: null })
    this.pump()
  }

  /** After a reload: what this person wrote and was not sent. What is older than a day asks first. */
  async restore(userId: string): Promise<void> {
    const kept = await this.#options.storage.all()
    const mine = kept.filter((outgoing) => outgoing.userId === userId)
    const ordered = mine.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))
    for (const outgoing of ordered) this.#show(asRestored(outgoing, Date.now()))
    this.pump()
  }

  /** Sends whatever may go now; one at a time per chat, so that they arrive in order. */
  pump(): void {
    clearTimeout(this.#timer)
    const now = Date.now()
    let nextAt = Infinity
    for (const list of this.#options.state().outgoing.values()) {
      const next = list.find((outgoing) => outgoing.state !== 'refused')
      if (!next || this.#busy.has(next.body.clientId)) continue
      if (next.heldUntil > now) nextAt = Math.min(nextAt, next.heldUntil)
      else void this.#post(next)
    }
    if (nextAt < Infinity) this.#timer = setTimeout(() => this.pump(), nextAt - now)
  }

  async #post(outgoing: Outgoing): Promise<void> {
    const { chatId, clientId } = outgoing.body
    this.#busy.add(clientId)
    if (outgoing.state === 'held') this.#save({ ...outgoing, state: 'waiting' })
    try {
      await this.#options.post(outgoing.body)
      this.#forget(outgoing)
    } catch (error) {
      if (isNetworkError(error) || isUnauthorized(error)) return this.#retryLater()
      const known = this.#find(chatId, clientId)
      if (known) this.#save({ ...known, state: 'refused', problem: problemOf(error) })
    } finally {
      this.#busy.delete(clientId)
    }
    this.pump()
  }

  #retryLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.pump(), this.#options.retryMs ?? 5000)
  }

  #releaseHeld(chatId: string): void {
    for (const outgoing of this.#options.state().outgoing.get(chatId) ?? []) {
      if (outgoing.state === 'held') this.#save({ ...outgoing, state: 'waiting', heldUntil: 0 })
    }
  }

  #find(chatId: string, clientId: string): Outgoing | undefined {
    const list = this.#options.state().outgoing.get(chatId)
    return list?.find((outgoing) => outgoing.body.clientId === clientId)
  }

  #save(outgoing: Outgoing): void {
    this.#show(outgoing)
    void this.#options.storage.put(outgoing).catch(() => {
      // A full or closed storage: the message is still sent, it only would not survive a reload.
    })
  }

  #show(outgoing: Outgoing): void {
    this.#options.dispatch({ event: 'local.outgoing', data: outgoing })
  }

  #forget({ body: { chatId, clientId } }: Outgoing): void {
    this.#options.dispatch({ event: 'local.outgoingGone', data: { chatId, clientId } })
    void this.#options.storage.delete(clientId).catch(() => {
      // It would be posted again with the same id, which the server answers with the same message.
    })
  }
}

function asRestored(outgoing: Outgoing, now: number): Outgoing {
  if (now - Date.parse(outgoing.createdAt) < KEPT_MS) return outgoing
  return { ...outgoing, state: 'refused', problem: { code: 'too_old', detail: '' } }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401
}

function problemOf(error: unknown): { code: string; detail: string } {
  if (!(error instanceof ApiError)) return { code: 'unknown', detail: String(error) }
  const fields = Object.values(error.fields).filter((field) => !error.message.includes(field))
  return { code: error.code, detail: [error.message, ...fields].join(' ') }
}

/** For browsers that close their database to us, and for tests. */
export function memoryStorage(): UnsentStorage {
  const kept = new Map<string, Outgoing>()
  return {
    all: async () => [...kept.values()],
    put: async (outgoing) => {
      kept.set(outgoing.body.clientId, outgoing)
    },
    delete: async (clientId) => {
      kept.delete(clientId)
    },
  }
}

/** IndexedDB, one record per message. */
export function browserStorage(): UnsentStorage {
  const name = 'unsent'
  let opened: Promise<IDBDatabase> | undefined

  async function within<T>(mode: IDBTransactionMode, run: (s: IDBObjectStore) => IDBRequest<T>) {
    const database = await (opened ??= openDatabase(name))
    return settled(run(database.transaction(name, mode).objectStore(name)))
  }
  return {
    all: () => within('readonly', (records) => records.getAll() as IDBRequest<Outgoing[]>),
    put: async (outgoing) => {
      await within('readwrite', (records) => records.put(outgoing, outgoing.body.clientId))
    },
    delete: async (clientId) => {
      await within('readwrite', (records) => records.delete(clientId))
    },
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open('parley', 1)
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(name))
  return settled(request)
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () =>
      reject(new Error('Storage failed', { cause: request.error })),
    )
  })
}
