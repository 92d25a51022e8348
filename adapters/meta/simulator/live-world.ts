/** A world that runs: loaded or made anew, saved when it changes, watched by the page. */
import { randomUUID } from 'node:crypto'

import type { Json, NewConnection, PlatformHost } from '@parley/core/adapter'

import { ownerId } from './login.ts'
import type { Part } from './part.ts'
import type { State, Update } from './state.ts'
import { createToken } from './token.ts'
import { createPerson, emptyState } from './world.ts'
import type { World } from './world.ts'

const saveMs = 1_000

export class LiveWorld implements World {
  // ids never repeat those of a state that was lost; a test asks for a seed of its own
  readonly state = emptyState(randomUUID())
  readonly isOpen = false
  readonly parts: readonly Part[]
  readonly app: World['app']
  readonly baseUrl: string
  readonly webhookUrl: string
  /** Where updates go. */
  onUpdate: ((update: Update) => void) | undefined
  /** Grows with every change. */
  version = 1
  readonly #host: PlatformHost
  #waiters: (() => void)[] = []
  #saving: NodeJS.Timeout | undefined
  #saved: Promise<void> = Promise.resolve()

  constructor(host: PlatformHost, parts: readonly Part[]) {
    this.#host = host
    this.parts = parts
    this.app = { id: '734512098765432', instagramId: '918273645546372', secret: host.appSecret }
    this.webhookUrl = host.webhookUrl
    this.baseUrl = host.baseUrl.replace(/\/+$/, '')
  }

  async load(): Promise<void> {
    const loaded = (await this.#host.load?.()) as State | null | undefined
    if (loaded?.version === 1) Object.assign(this.state, loaded)
    populate(this)
  }

  now(): number {
    return this.state.frozenAt ?? Date.now() + this.state.clockOffsetMs
  }

  emit(update: Update): void {
    this.onUpdate?.(update)
  }

  changed(): void {
    this.version += 1
    this.wake()
    if (!this.#host.save || this.#saving) return
    // a state that could not be kept is no reason to end the server: the next change tries again
    this.#saving = setTimeout(() => void this.save().catch(() => undefined), saveMs)
    this.#saving.unref()
  }

  /** Resolves at the next change, or after a while. */
  nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs)
      timer.unref()
      this.#waiters.push(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  wake(): void {
    const waiting = this.#waiters
    this.#waiters = []
    for (const resolve of waiting) resolve()
  }

  reset(seed: string): void {
    Object.assign(this.state, emptyState(seed || randomUUID()))
    populate(this)
    this.changed()
  }

  /** One after the other: the last state is the one that stays. */
  save(): Promise<void> {
    clearTimeout(this.#saving)
    this.#saving = undefined
    trim(this.state)
    const before = this.#saved.catch(() => undefined)
    // plain JSON by construction
    this.#saved = before.then(() => this.#host.save?.(this.state as unknown as Json))
    return this.#saved
  }
}

const people = [
  { name: 'Ana Lima', phone: '5511987650101' },
  { name: 'Kofi Brandt', phone: '12025550142' },
  { name: 'Mia Sundqvist', phone: '46705550133' },
  { name: 'Noor Haddad', phone: '970555550107', isPhoneHidden: true, handle: 'noor.reads' },
]

/** What a world has at first, and what a channel brings that was not there when the state was saved. */
function populate(world: World): void {
  const { state } = world
  if (state.people.length === 0) for (const person of people) createPerson(world, person)
  for (const part of world.parts)
    if (!state.accounts.some((account) => account.channel === part.channel)) part.life.seed(world)
  if (!state.tokens.some((token) => token.subject === ownerId))
    createToken(world, { kind: 'user', subject: ownerId, scopes: [] })
  // their tokens are made with them, and must be good again after starting anew
  readyConnections(world)
}

/** The first account of every channel, connected already. */
export function readyConnections(world: World): (NewConnection & { readonly channel: string })[] {
  return world.parts.flatMap((part) => {
    const account = world.state.accounts.find((each) => each.channel === part.channel)
    return account ? [{ channel: part.channel, ...part.life.connection(world, account) }] : []
  })
}

const maxMessages = 5_000
const maxTokens = 500

function trim(state: State): void {
  state.messages = state.messages.slice(-maxMessages)
  state.tokens = [
    ...state.tokens.slice(0, -maxTokens).filter((token) => token.kind !== 'code'),
    ...state.tokens.slice(-maxTokens),
  ]
}
