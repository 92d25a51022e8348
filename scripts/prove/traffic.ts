/**
 * Customers write and an agent answers while somebody kills servers: counts what was lost, doubled or late.
 * `traffic.ts --url https://chat.example.com --secret APP_SECRET [--seconds 30] [--rate 40]`. It serves Meta's platform at port 4000 itself.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { channel as messenger } from '@parley/adapter-messenger'
import { signature, wireText } from '@parley/adapter-meta/simulator'

import { serve } from '../simulate/serve.ts'
import { type Inbox, openInbox } from './inbox.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3001' },
    secret: { type: 'string', default: '' },
    seconds: { type: 'string', default: '30' },
    rate: { type: 'string', default: '40' },
  },
})
const [site, secret, seconds, rate] = [
  values.url,
  values.secret,
  Number(values.seconds),
  Number(values.rate),
]
const people = 20
const run = randomUUID().slice(0, 8)
// over what this machine takes with nobody killing servers, which is in the first seconds
const lateMs = 5000
const calmMs = 4000

const platform = await serve({
  host: '0.0.0.0',
  port: 4000,
  webhookUrl: new URL('/api/webhooks/meta', site).href,
  appSecret: secret,
  verifyToken: 'unused',
})
const inbox = await openInbox(site, {
  email: 'prover@parley.example',
  password: 'a-password-for-the-proof',
})
const page = await connect(inbox)
const customers = await meet(page)
const sentAt = new Map<string, number>()
const tries = { webhooks: 0, refused: 0 }

console.error('traffic: begins')
const [replies] = await Promise.all([answer(inbox), write(page)])
await settle(inbox)
const faults = [...(await checkInbound(inbox)), ...(await checkOutbound(inbox, replies))]
for (const fault of faults) console.error(`FAULT ${fault}`)
inbox.close()
await platform.close()
process.exit(faults.length > 0 ? 1 : 0)

async function connect({ call }: Inbox): Promise<string> {
  const { channel, config, secrets, externalId } = platform.platform.connections.find(
    (each) => each.channel === 'messenger',
  )!
  const { status, body } = await call('POST', '/api/social-connections', {
    channel,
    config,
    secrets,
  })
  if (status === 409) await reconnect(call, externalId, secrets)
  else if (status !== 201) throw new Error(`cannot connect: ${status} ${JSON.stringify(body)}`)
  return externalId
}

// each run is a platform of its own, with tokens of its own
async function reconnect(call: Inbox['call'], externalId: string, secrets: unknown): Promise<void> {
  const { body } = await call('GET', '/api/social-connections')
  const known = (body['items'] as { id: string; externalId: string }[]).find(
    (each) => each.externalId === externalId,
  )!
  const { status } = await call('PATCH', `/api/social-connections/${known.id}`, { secrets })
  if (status !== 200) throw new Error(`cannot reconnect: ${status}`)
}

/** People whom the platform knows, each with a first message: only they can be answered. */
async function meet(account: string): Promise<string[]> {
  const identities: string[] = []
  for (let i = 0; i < people; i++) {
    const { id } = await control<{ id: string }>('people', { name: `Customer ${i}` })
    const { identity } = await control<{ identity: string }>('acts', {
      account,
      person: id,
      kind: 'text',
      text: 'Hello',
    })
    identities.push(identity)
  }
  return identities
}

async function control<T>(path: string, body: object): Promise<T> {
  const response = await fetch(`http://127.0.0.1:4000/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`the platform refused ${path}: ${await response.text()}`)
  return (await response.json()) as T
}

/** At a steady rate; what gets no 200 is sent again, as Meta does. */
async function write(connection: string): Promise<void> {
  const running: Promise<void>[] = []
  const total = seconds * rate
  const startedAt = Date.now()
  for (let i = 0; i < total; i++) {
    const dueMs = (i * 1000) / rate - (Date.now() - startedAt)
    if (dueMs > 0) await wait(dueMs)
    running.push(deliver(connection, i))
  }
  await Promise.all(running)
}

async function deliver(connection: string, i: number): Promise<void> {
  const id = `proof.${run}.${i}`
  const at = Date.now()
  sentAt.set(id, at)
  const made = messenger.simulator.deliver(
    {
      event: 'message',
      connection,
      chat: customers[i % people]!,
      text: `${run} ${i}`,
      id,
      at,
    },
    { app: { appSecret: secret } },
  )
  const body = wireText(JSON.parse(new TextDecoder().decode(made!.body)))
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': signature(body, secret),
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    tries.webhooks++
    const status = await fetch(new URL('/api/webhooks/meta', site), {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(10_000),
    }).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    )
    if (status === 200) return
    tries.refused++
    await wait(300)
  }
  throw new Error(`${id} was never taken`)
}

/** Four answers a second, round the chats. */
async function answer({ call }: Inbox): Promise<string[]> {
  const texts: string[] = []
  const until = Date.now() + seconds * 1000
  await wait(2000)
  while (Date.now() < until) {
    const { body } = await call('GET', '/api/chats?limit=20')
    for (const chat of body['items'] as { id: string }[]) {
      const text = `${run} answer ${texts.length}`
      const { status } = await call('POST', '/api/messages', {
        chatId: chat.id,
        clientId: randomUUID(),
        text,
      })
      if (status >= 300) throw new Error(`an answer was refused: ${status}`)
      texts.push(text)
      await wait(250)
      if (Date.now() > until) break
    }
  }
  return texts
}

interface Message {
  externalId: string | null
  direction: string
  status: string
  text: string | null
}
async function allMessages({ call }: Inbox): Promise<Message[]> {
  const all: Message[] = []
  for (const chat of await pages<{ id: string }>(call, '/api/chats?limit=50'))
    all.push(...(await pages<Message>(call, `/api/messages/chat/${chat.id}?limit=100`)))
  return all.filter(({ text }) => text?.startsWith(run))
}

async function pages<T>(call: Inbox['call'], path: string): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body } = await call(
      'GET',
      cursor ? `${path}&cursor=${encodeURIComponent(cursor)}` : path,
    )
    all.push(...(body['items'] as T[]))
    cursor = body['nextCursor'] as string | null
  }
  return all
}

/** Until nothing waits any more: a lease of a worker that was killed ends after 90 s. */
async function settle(inbox: Inbox): Promise<void> {
  for (let i = 0; i < 75; i++) {
    const messages = await allMessages(inbox)
    if (!messages.some(({ status }) => status === 'queued' || status === 'sending')) return
    await wait(2000)
  }
}

async function checkInbound(inbox: Inbox): Promise<string[]> {
  const stored = count(
    (await allMessages(inbox))
      .filter(({ direction }) => direction === 'in')
      .map(({ externalId }) => externalId!),
  )
  const shown = inbox.seen.filter(({ externalId }) => externalId?.startsWith(`proof.${run}.`))
  const told = count(shown.map(({ externalId }) => externalId!))
  const delays = sorted(shown.map(({ externalId, at }) => at - sentAt.get(externalId!)!))
  const firstAt = Math.min(...sentAt.values())
  const calm = sorted(
    shown.flatMap(({ externalId, at }) => {
      const sent = sentAt.get(externalId!)!
      return sent < firstAt + calmMs ? [at - sent] : []
    }),
  )
  const limitMs = lateMs + 10 * (calm[calm.length >> 1] ?? 0)
  const late = delays.filter((each) => each > limitMs).length
  console.log(
    `received: ${sentAt.size} messages, in ${tries.webhooks} webhooks of which ${tries.refused} were sent again`,
  )
  console.log(
    `shown: socket lost ${inbox.reconnects()} times; half within ${delays[delays.length >> 1]} ms, all within ${delays.at(-1)} ms, at most ${limitMs} ms allowed on this machine`,
  )
  return [
    ...difference('message', sentAt, stored),
    ...difference('event', sentAt, told),
    ...(late > 0 ? [`${late} messages were shown later than ${limitMs} ms`] : []),
  ]
}

async function checkOutbound(inbox: Inbox, texts: readonly string[]): Promise<string[]> {
  const { sends } = (await (await fetch('http://127.0.0.1:4000/control/ledger')).json()) as {
    sends: { isAccepted: boolean; body: { message?: { text?: string } } }[]
  }
  const accepted = count(
    sends.filter(({ isAccepted }) => isAccepted).map(({ body }) => body.message?.text ?? ''),
  )
  const out = (await allMessages(inbox)).filter(({ direction }) => direction === 'out')
  const unknown = out.filter(({ status }) => status === 'unknown')
  console.log(
    `answered: ${texts.length} messages, ${accepted.size} at the customer, ${unknown.length} left for an agent to decide`,
  )
  return texts.flatMap((text) => {
    const times = accepted.get(text) ?? 0
    const message = out.find((each) => each.text === text)
    if (!message) return [`answer "${text}" is not in the chat`]
    if (times > 1) return [`answer "${text}" was sent ${times} times`]
    return times === 0 && message.status !== 'unknown'
      ? [`answer "${text}" is ${message.status}, and the customer has nothing`]
      : []
  })
}

function sorted(numbers: number[]): number[] {
  return numbers.sort((a, b) => a - b)
}

function count(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

function difference(
  what: string,
  expected: ReadonlyMap<string, unknown>,
  found: ReadonlyMap<string, number>,
): string[] {
  return [...expected.keys()].flatMap((id) => {
    const times = found.get(id) ?? 0
    return times === 1 ? [] : [`${what} ${id} came ${times} times`]
  })
}
