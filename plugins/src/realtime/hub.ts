/** All sockets of this process: who gets what, in order and once; and who may no longer listen. */
import { endsOf, type Event, findSignedIns, type Kernel, type SignedIn, since } from '@parley/core'

import { isDatabaseAway } from '../problems.ts'
import { can } from '../rights.ts'
import { isCurrent } from '../tokens.ts'
import type { Client } from './client.ts'
import { Feed } from './feed.ts'
import { encode, type Frame, framesOf, isFor } from './frames.ts'

const socketsPerUser = 5
/** A gap longer than this is told faster by loading again. */
const maxReplay = 10_000n
const replayAtOnce = 500
const recheckEveryMs = 10_000

export class Hub {
  readonly clients = new Set<Client>()
  readonly feed: Feed
  #kernel: Kernel
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: (() => void) | undefined

  #countReset: (cause: 'gap' | 'unshowable') => void

  constructor(kernel: Kernel, countReset: (cause: 'gap' | 'unshowable') => void) {
    this.#kernel = kernel
    this.#countReset = countReset
    this.feed = new Feed(kernel, (events, advance) => this.#handOn(events, advance))
  }

  async start(): Promise<void> {
    await this.feed.start()
    this.#unsubscribe = this.#kernel.bus.subscribe('stale', ({ what, id }) => {
      if (what === 'session')
        void this.#recheck(({ user }) => user.sessionId === id || user.id === id)
    })
    // a hint may be lost while Redis is away
    this.#timer = setInterval(() => void this.#recheck(() => true), recheckEveryMs)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#unsubscribe?.()
    for (const client of this.clients) client.close('going')
    await this.feed.close()
  }

  /** False when this person has enough sockets already; the older ones stay. */
  add(client: Client): boolean {
    const same = [...this.clients].filter(({ user }) => user.id === client.user.id)
    if (same.length >= socketsPerUser) return false
    this.clients.add(client)
    return true
  }

  remove(client: Client): void {
    client.isLive = false
    this.clients.delete(client)
  }

  /** Where a client with this cursor goes on: there, or at the present when the gap cannot be filled. */
  async place(cursor: string | null): Promise<{ type: 'ready' | 'reset'; position: bigint }> {
    if (cursor === null) return { type: 'ready', position: this.feed.position }
    const { oldest, newest } = await endsOf(this.#kernel.database)
    const position = /^\d{1,18}$/.test(cursor) ? BigInt(cursor) : -1n
    const isKnown = position >= BigInt(oldest) && position <= BigInt(newest)
    if (isKnown && BigInt(newest) - position <= maxReplay) return { type: 'ready', position }
    this.#countReset('gap')
    return { type: 'reset', position: this.feed.position }
  }

  /** Sends what it missed; then, in one turn with the check that nothing is missing, lets it listen to what comes. */
  async replay(client: Client): Promise<void> {
    while (client.isOpen && client.position < this.feed.position) {
      const events = await since(this.#kernel.database, String(client.position), replayAtOnce)
      const due = events.filter(({ id }) => BigInt(id) <= this.feed.position)
      // what was trimmed meanwhile can no longer be told
      if (due.length === 0) return client.close('busy')
      const frames = await this.#framesOf(due, [client.user.id])
      if (!frames) return this.#reset(client)
      for (const frame of frames) give(client, frame)
      if (!(await client.drain())) return
    }
    client.isLive = client.isOpen
  }

  /** A passing state: no cursor, only to those who listen now. */
  tell(event: 'presence.changed' | 'typing.changed', data: object, except?: string): void {
    const bytes = encode(event, null, JSON.stringify(data))
    for (const client of this.clients) if (client.user.id !== except) client.push(bytes)
  }

  async #handOn(events: readonly Event[], advance: () => void): Promise<void> {
    const userIds = new Set([...this.#live()].map(({ user }) => user.id))
    const frames = userIds.size > 0 ? await this.#framesOf(events, [...userIds]) : []
    advance()
    for (const client of this.#live()) {
      if (!frames) this.#reset(client)
      // it came while the frames were made, so they lack its own parts
      else if (!userIds.has(client.user.id)) this.#catchUp(client)
      else for (const frame of frames) if (frame.position > client.position) give(client, frame)
    }
  }

  /** Undefined when an event cannot be shown: one of them must not stop all that follow. */
  async #framesOf(
    events: readonly Event[],
    userIds: readonly string[],
  ): Promise<Frame[] | undefined> {
    try {
      return await framesOf(this.#kernel, events, userIds)
    } catch (err) {
      if (isDatabaseAway(err as Error)) throw err
      this.#kernel.log.error({ err, from: events[0]?.id }, 'events could not be shown')
      return undefined
    }
  }

  /** Its screen loads again, and goes on from the present. */
  #reset(client: Client): void {
    this.#countReset('unshowable')
    client.position = this.feed.position
    client.push(Buffer.from(`{"type":"reset","cursor":"${client.position}"}`))
    client.isLive = client.isOpen
  }

  *#live(): Generator<Client> {
    for (const client of this.clients) if (client.isLive) yield client
  }

  #catchUp(client: Client): void {
    client.isLive = false
    this.replay(client).catch((err: unknown) => {
      this.#kernel.log.warn({ err }, 'a socket could not catch up')
      client.close('busy')
    })
  }

  /** Ends the sockets whose session, role or person is no longer what their token says. */
  async #recheck(concerns: (client: Client) => boolean): Promise<void> {
    const asked = [...this.clients].filter(concerns)
    if (asked.length === 0) return
    try {
      const ids = [...new Set(asked.map(({ user }) => user.sessionId))]
      const known = await findSignedIns(this.#kernel.database, ids, this.#kernel.now())
      for (const client of asked) judge(client, known.get(client.user.sessionId))
    } catch (err) {
      // asked again soon; until then the token's own end limits it
      this.#kernel.log.warn({ err }, 'sessions of sockets could not be checked')
    }
  }
}

function give(client: Client, frame: Frame): void {
  client.position = frame.position
  if (!isFor(frame, client.user)) return
  const bytes = frame.bytesFor(client.user.id)
  if (bytes) client.push(bytes)
}

function judge(client: Client, user: SignedIn | undefined): void {
  if (!user || !isCurrent(user, client.claims)) client.close('unauthorized')
  else if (!maySocket(user)) client.close('forbidden')
  else client.user = user
}

export function maySocket(user: SignedIn): boolean {
  return can(user, 'chats.read')
}
