/** The platform's world: its state, its clock, and how things are found in it. */
import { GraphError } from './graph-error.ts'
import { idOf, nextId } from './ids.ts'
import type { IdKind } from './ids.ts'
import type { Part } from './part.ts'
import type { Account, Message, Person, State, Thread, Update } from './state.ts'

export interface World {
  readonly state: State
  readonly parts: readonly Part[]
  readonly app: { readonly id: string; readonly instagramId: string; readonly secret: string }
  /** No trailing slash. */
  readonly baseUrl: string
  readonly webhookUrl: string
  /** Stateless judging for the conformance suite: every id exists, every token is good, every window is open. */
  readonly isOpen: boolean
  now(): number
  emit(update: Update): void
  /** Something changed: save it, and wake whoever watches. */
  changed(): void
}

export function newId(world: World, kind: IdKind): string {
  return nextId(world.state, kind)
}

export function findAccount(world: World, id: string): Account | undefined {
  return world.state.accounts.find((account) => account.id === id)
}

export function getAccount(world: World, id: string): Account {
  const account = findAccount(world, id)
  if (!account) throw missingObject(id)
  return account
}

export function accountsOf(world: World, owner: string): Account[] {
  return world.state.accounts.filter((account) => account.owner === owner)
}

export function partOf(world: World, channel: string): Part {
  const part = world.parts.find((each) => each.channel === channel)
  if (!part) throw new Error(`no channel ${channel} in this platform`)
  return part
}

/** The thread in which the account knows somebody by this id. */
export function findThread(world: World, account: string, identity: string): Thread | undefined {
  return world.state.threads.find((each) => each.account === account && each.identity === identity)
}

/** The thread of a person with an account; opened at their first contact. */
export function openThread(world: World, account: Account, person: Person): Thread {
  const known = world.state.threads.find(
    (each) => each.account === account.id && each.person === person.id,
  )
  if (known) return known
  const thread: Thread = {
    id: `t_${idOf('object', `thread:${account.id}:${person.id}`)}`,
    account: account.id,
    person: person.id,
    identity: partOf(world, account.channel).identify(account, person),
    lastInboundAt: 0,
    owner: world.app.id,
    typingUntil: 0,
    readAt: 0,
    deliveredAt: 0,
    seenByBusinessAt: 0,
  }
  world.state.threads.push(thread)
  return thread
}

export function getThread(world: World, id: string): Thread {
  const thread = world.state.threads.find((each) => each.id === id)
  if (!thread) throw new Error(`no thread ${id}`)
  return thread
}

export function getPerson(world: World, id: string): Person {
  const person = world.state.people.find((each) => each.id === id)
  if (!person) throw new Error(`no person ${id}`)
  return person
}

export function findMessage(world: World, id: string): Message | undefined {
  return world.state.messages.find((each) => each.id === id)
}

/** Somebody who exists from now on; details follow from the name where they are not given. */
export function createPerson(world: World, given: Partial<Person> & { name: string }): Person {
  const id = given.id ?? `p${world.state.people.length + 1}`
  const person: Person = {
    handle: given.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    phone: `1202555${idOf('object', `phone:${id}`).slice(0, 4)}`,
    bsuid: idOf('business-scoped', id),
    isPhoneHidden: false,
    isOnline: true,
    blocked: [],
    hasWhatsapp: true,
    stopsMarketing: false,
    ...given,
    id,
  }
  world.state.people.push(person)
  return person
}

export function missingObject(id: string): GraphError {
  return new GraphError({
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported request. Object with ID '${id}' does not exist, or its permissions do not allow this`,
  })
}

export function emptyState(seed: string): State {
  return {
    version: 1,
    seed,
    sequence: 0,
    clockOffsetMs: 0,
    frozenAt: null,
    accounts: [],
    people: [],
    threads: [],
    messages: [],
    media: [],
    tokens: [],
    templates: [],
    comments: [],
    callbacks: {},
    pending: [],
    settings: {
      faults: [],
      webhooks: {
        copies: 1,
        isShuffled: false,
        batch: 1,
        delayMs: 0,
        isHeld: false,
        retrySpeed: 60,
        givesUp: false,
      },
      readsAlone: false,
      receiptDelayMs: 400,
      reviewMs: 3000,
    },
  }
}

/** An account with what it has at first where nothing else is said. */
export function addAccount(
  world: World,
  given: Pick<Account, 'channel' | 'id' | 'name'> & Partial<Account>,
): Account {
  const account: Account = {
    owner: given.id,
    subscribedFields: null,
    tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MESSAGING', 'MODERATE', 'MANAGE'],
    isRegistered: true,
    isOnBusinessApp: false,
    pinTries: [],
    syncs: [],
    ...given,
  }
  world.state.accounts.push(account)
  return account
}
