/** A tour: the whole server with its simulated platforms; the test is the customer on one side and the agent on the other. */
import { randomUUID } from 'node:crypto'

import type { NewMessage } from '@parley/core/schemas'

import { until } from './until.ts'
import { startWhole, type Whole } from './whole.ts'

interface Test {
  teardown(work: () => unknown): void
}
interface Checks {
  match(found: unknown, wanted: object): unknown
  equal(found: unknown, wanted: unknown): unknown
}
type Fields = Record<string, unknown>
export interface Tour extends Whole {
  channel: string
  /** The connection and the simulated account that it belongs to. */
  connectionId: string
  account: string
  /** The simulator's control API; throws where it refuses. */
  control(method: string, path: string, body?: unknown): Promise<any>
  /** The API of the agents; throws unless it answers 2xx. */
  api(method: string, path: string, body?: unknown): Promise<any>
  /** The customer does something; `person` is p1 unless told. */
  act(kind: string, more?: Fields): Promise<any>
  /** Something happens to the account beside us. */
  happen(kind: string, more?: Fields): Promise<void>
  /** Puts a file into the platform's store. */
  medium(bytes: Uint8Array, mime: string, name?: string): Promise<string>
  /** Uploads a file as an agent does. */
  upload(bytes: Uint8Array, mime: string, name?: string): Promise<string>
  /** The thread as the platform knows it. */
  thread(person?: string): Promise<any>
  chatOf(person?: string): Promise<any>
  messages(person?: string): Promise<any[]>
  /** The message that the customer's act made, once its files are here. */
  received(act: { id: string }): Promise<any>
  /** What the agent says, as queued. */
  queue(more: Partial<NewMessage>, person?: string): Promise<any>
  /** The same, once the customer's phone has it. */
  send(more: Partial<NewMessage>, person?: string): Promise<{ message: any; phone: any[] }>
  /** The message once it has this status. */
  reaches(message: { id: string }, status: string): Promise<any>
  /** What the customer's phone shows. */
  phone(person?: string): Promise<any[]>
  settle(): Promise<void>
}

export async function startTour(
  t: Test,
  channel: 'messenger' | 'instagram' | 'whatsapp',
  env: Record<string, string> = {},
): Promise<Tour> {
  const whole = await startWhole(t, { RATE_LIMIT_MAX_REQUESTS: '1000000', ...env })
  const tour = { ...whole, channel } as Tour
  Object.assign(tour, callersOf(tour))
  await tour.control('PATCH', 'settings', { receiptDelayMs: 0 })
  const { items } = await tour.api('GET', '/api/social-connections')
  const connection = items.find((each: any) => each.channel === channel)
  Object.assign(tour, { connectionId: connection.id, account: connection.externalId })
  return Object.assign(tour, customerOf(tour), agentOf(tour))
}

function callersOf({ call, origin }: Tour): Partial<Tour> {
  return {
    async api(method, path, body) {
      const answer = await call(method, path, body)
      if (answer.status >= 300)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    async control(method, path, body) {
      const answer = await fetch(`${origin}/simulator/control/${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      const json = await answer.json()
      if (!answer.ok) throw new Error(`control ${method} ${path}: ${JSON.stringify(json)}`)
      return json
    },
  }
}

function customerOf(tour: Tour): Partial<Tour> {
  const { origin, control, account } = tour
  const base = { account, person: 'p1' }
  return {
    settle: () => control('POST', 'settle'),
    async act(kind, more = {}) {
      const done = await control('POST', 'acts', { ...base, kind, ...more })
      await control('POST', 'settle')
      return done
    },
    async happen(kind, more = {}) {
      await control('POST', 'happenings', { ...base, kind, ...more })
      await control('POST', 'settle')
    },
    async medium(bytes, mime, name = 'file') {
      const answer = await fetch(`${origin}/simulator/control/media?name=${name}`, {
        method: 'POST',
        headers: { 'content-type': mime },
        body: Buffer.from(bytes),
      })
      return ((await answer.json()) as { id: string }).id
    },
    async phone(person = 'p1') {
      const query = new URLSearchParams({ account, person })
      return (await control('GET', `messages?${query.toString()}`)).messages
    },
  }
}

function agentOf(tour: Tour): Partial<Tour> {
  const { api, call, connectionId, control } = tour
  return {
    async upload(bytes, mime, name = 'file') {
      const form = new FormData()
      form.set('file', new Blob([Buffer.from(bytes)], { type: mime }), name)
      const { status, body } = await call('POST', '/api/uploads', undefined, { body: form })
      if (status !== 201) throw new Error(`upload of ${name}: ${JSON.stringify(body)}`)
      return body.id
    },
    async thread(person = 'p1') {
      const { threads } = await control('GET', 'state')
      return threads.find((each: any) => each.account === tour.account && each.person === person)
    },
    async chatOf(person) {
      const thread = await tour.thread(person)
      const { items } = await api('GET', `/api/chats?connectionId=${connectionId}&status=all`)
      return items.find((chat: any) => chat.identity === thread?.identity)
    },
    async messages(person) {
      const chat = await tour.chatOf(person)
      return (await api('GET', `/api/messages/chat/${chat.id}?limit=100`)).items
    },
    received: ({ id }) =>
      until(async () => {
        const { items } = await api(
          'GET',
          `/api/chats?connectionId=${connectionId}&status=all&limit=100`,
        )
        for (const chat of items) {
          const thread = await api('GET', `/api/messages/chat/${chat.id}?limit=50`)
          const found = thread.items.find((each: any) => each.externalId === id)
          if (found?.attachments.every((each: any) => each.state !== 'pending')) return found
        }
        return undefined
      }),
    async queue(more, person) {
      const chatId = more.chatId ?? (await tour.chatOf(person)).id
      return api('POST', '/api/messages', { chatId, clientId: randomUUID(), ...more })
    },
    async send(more, person) {
      const before = new Set((await tour.phone(person)).map(({ id }) => id))
      const queued = await tour.queue(more, person)
      const message = await until(async () => {
        const now = await api('GET', `/api/messages/${queued.id}`)
        if (['failed', 'unknown'].includes(now.status)) throw new Error(JSON.stringify(now))
        return ['sent', 'delivered', 'read'].includes(now.status) && now
      })
      await tour.settle()
      return { message, phone: (await tour.phone(person)).filter(({ id }) => !before.has(id)) }
    },
    reaches: ({ id }, status) =>
      until(async () => {
        const now = await api('GET', `/api/messages/${id}`)
        return now.status === status && now
      }),
  }
}

/** What the customer does becomes this message, with files that can be had. */
export async function comes(
  t: Checks,
  tour: Tour,
  [kind, more, expected]: readonly [string, Fields, Fields],
): Promise<any> {
  const message = await tour.received(await tour.act(kind, more))
  const common = { direction: 'in', status: 'received', author: { type: 'contact' } }
  t.match(message, { ...common, ...expected })
  for (const { state, url, bytes } of message.attachments) {
    t.equal(state, 'ready')
    const file = await fetch(`${tour.origin}${url}`)
    t.equal(file.status, 200)
    t.equal((await file.arrayBuffer()).byteLength, bytes)
  }
  return message
}

/** What the agent sends becomes this on the customer's phone. */
export async function goes(
  t: Checks,
  tour: Tour,
  [more, expected]: readonly [Partial<NewMessage>, Fields],
): Promise<any> {
  const { message, phone } = await tour.send(more)
  t.match(phone, [{ isFromBusiness: true, error: null, shown: expected }])
  return message
}
