/** Who is here and what they look at: passing states of sockets, over all processes. Nothing depends on it being right. */
import { randomUUID } from 'node:crypto'

import type { Redis } from 'ioredis'

import type { Bus } from './bus.ts'
import type { PresenceChanged } from './schemas/event.ts'

const heartbeatMs = 15_000
const forgottenMs = 45_000
const place = 'parley:presence'

interface Here {
  userId: string
  name: string
  chatId: string | null
  at: number
}
type Listener = (change: PresenceChanged) => void

/** In process by itself. With Redis each process also leaves its people there, so that a crash is noticed and a newcomer knows. */
export class Presence {
  #bus: Bus
  #id = randomUUID()
  #sockets = new Map<string, Here>()
  #elsewhere = new Map<string, PresenceChanged>()
  #shown = new Map<string, PresenceChanged>()
  #listeners = new Set<Listener>()
  #unsubscribe: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(bus: Bus) {
    this.#bus = bus
    this.#unsubscribe = bus.subscribe('presence', (change) => {
      // our own word comes back to us
      if (this.#shown.get(change.userId) === change) return
      if (change.online) this.#elsewhere.set(change.userId, change)
      else this.#elsewhere.delete(change.userId)
      this.#show(this.#stateOf(change))
    })
    if (!bus.redis) return
    void this.#exchange(bus.redis)
    this.#timer = setInterval(() => void this.#exchange(bus.redis!), heartbeatMs).unref()
  }

  /** A socket of this process came. */
  enter(socketId: string, user: { id: string; name: string }): void {
    const here = { userId: user.id, name: user.name, chatId: null, at: performance.now() }
    this.#sockets.set(socketId, here)
    this.#tell(here)
  }

  /** It opened a chat, or none. */
  view(socketId: string, chatId: string | null): void {
    const here = this.#sockets.get(socketId)
    if (!here) return
    Object.assign(here, { chatId, at: performance.now() })
    this.#tell(here)
  }

  leave(socketId: string): void {
    const here = this.#sockets.get(socketId)
    this.#sockets.delete(socketId)
    if (here) this.#tell(here)
  }

  /** Everybody who is here now. */
  list(): PresenceChanged[] {
    return [...this.#shown.values()]
  }

  /** Only real changes, from here and from other processes. */
  onChange(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#unsubscribe()
    await this.#bus.redis?.hdel(place, this.#id).catch(() => undefined)
  }

  #tell(here: Here): void {
    const change = this.#stateOf(here)
    if (this.#show(change)) this.#bus.publish('presence', change)
  }

  /** The latest thing that one of the person's sockets here did, or what another process says. */
  #stateOf({ userId, name }: { userId: string; name: string }): PresenceChanged {
    const here = [...this.#sockets.values()]
      .filter((each) => each.userId === userId)
      .sort((a, b) => b.at - a.at)[0]
    if (here) return { userId, name: here.name, online: true, chatId: here.chatId }
    return this.#elsewhere.get(userId) ?? { userId, name, online: false, chatId: null }
  }

  #show(change: PresenceChanged): boolean {
    const before = this.#shown.get(change.userId)
    const isSame = before
      ? change.online && before.chatId === change.chatId && before.name === change.name
      : !change.online
    if (isSame) return false
    if (change.online) this.#shown.set(change.userId, change)
    else this.#shown.delete(change.userId)
    for (const listener of this.#listeners) listener(change)
    return true
  }

  /** Says who is here and takes over who is elsewhere; what a lost hint left wrong is right again. */
  async #exchange(redis: Redis): Promise<void> {
    const others = await this.#readOthers(redis).catch(() => undefined)
    if (!others) return
    const gone = [...this.#elsewhere.values()].filter(({ userId }) => !others.has(userId))
    this.#elsewhere = others
    for (const person of [...gone, ...others.values()]) this.#show(this.#stateOf(person))
  }

  async #readOthers(redis: Redis): Promise<Map<string, PresenceChanged>> {
    const people = [...this.#sockets.values()].map(({ userId, name, chatId }) => ({
      userId,
      name,
      online: true,
      chatId,
    }))
    await redis.hset(place, this.#id, JSON.stringify({ at: Date.now(), people }))
    const others = new Map<string, PresenceChanged>()
    for (const [id, text] of Object.entries(await redis.hgetall(place))) {
      const said = JSON.parse(text) as { at: number; people: PresenceChanged[] }
      if (Date.now() - said.at > forgottenMs) await redis.hdel(place, id)
      else if (id !== this.#id) for (const each of said.people) others.set(each.userId, each)
    }
    return others
  }
}
