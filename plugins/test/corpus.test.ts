/** Every body of the shared corpus through the running server: posted, read through the API, posted again, and merged into one shuffled batch. */
import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t, { type Test } from 'tap'

import { patiently } from './until.ts'
import { root, startWhole, type Whole } from './whole.ts'

const corpus = join(root, '../shared/corpus')
const channels = ['messenger', 'instagram', 'whatsapp'] as const
const secret = 'f'.repeat(32)

interface Expected {
  type: string
  channel: string
  connectionExternalId?: string
  contactIdentity?: string
  externalId?: string
  direction?: string
  kind?: string
  text?: string | null
  attachments?: number
  sentAt?: string
  replyToExternalId?: string
  quickPayload?: string
  lenient?: boolean
  alternatives?: Record<string, unknown[]>
  history?: boolean
}
interface Body {
  name: string
  bytes: Buffer
  events: Expected[]
}
interface Found {
  message: any
  chat: any
}

if (!existsSync(corpus))
  t.test('the corpus', { skip: 'there is no shared corpus beside this checkout' }, () => undefined)
else {
  const bodies = readCorpus()
  t.test('each body gets 200 and reads as expected, again changes nothing', async (t) => {
    const whole = await connected(t)
    for (const { name, bytes } of bodies) t.equal(await post(whole, bytes), 200, name)
    const found = await crawl(whole)
    for (const body of bodies)
      for (const event of body.events) compare(t, { ...event, name: body.name }, found)
    const before = summary(found)
    t.same(
      new Set(await Promise.all(bodies.map(({ bytes }) => post(whole, bytes)))),
      new Set([200]),
    )
    t.same(summary(await crawl(whole)), before, 'posted again, nothing doubles')
    const { body } = await whole.call('GET', '/api/deliveries?state=quarantined')
    t.same(body.items, [], 'nothing of it is quarantined')
  })

  t.test('merged into one shuffled batch a channel, it reads the same', async (t) => {
    const whole = await connected(t)
    for (const channel of channels) {
      const mine = bodies.filter(({ name }) => name.startsWith(channel))
      const entries = shuffled(mine.flatMap(({ bytes }) => entriesOf(bytes)))
      const merged = Buffer.from(
        `{"object":${JSON.stringify(objectOf(mine[0]!.bytes))},"entry":[${entries.join(',')}]}`,
      )
      t.equal(await post(whole, merged), 200, channel)
    }
    const found = await crawl(whole)
    for (const body of bodies)
      for (const event of body.events) compare(t, { ...event, name: body.name }, found)
  })
}

function readCorpus(): Body[] {
  return channels.flatMap((channel) => {
    const folder = join(corpus, channel)
    const names = readdirSync(folder).filter(
      (name) => name.endsWith('.json') && !name.endsWith('.expect.json'),
    )
    return names.map((name) => ({
      name: `${channel}/${name}`,
      bytes: readFileSync(join(folder, name)),
      events: JSON.parse(readFileSync(join(folder, name.replace('.json', '.expect.json')), 'utf8'))
        .events,
    }))
  })
}

async function connected(t: Test): Promise<Whole> {
  const whole = await startWhole(t, {
    META_APP_SECRET: secret,
    META_WEBHOOK_VERIFY_TOKEN: 'verify-me-please',
    RATE_LIMIT_MAX_REQUESTS: '100000',
  })
  for (let n = 1; n <= 5; n++) {
    const secrets = { accessToken: `token-number-${n}` }
    for (const [channel, config] of [
      ['messenger', { pageId: `10203040506070${n}` }],
      ['instagram', { instagramId: `1784140000000010${n}`, login: 'instagram' }],
      [
        'whatsapp',
        { phoneNumberId: `10987654321000${n}`, businessAccountId: `20876543210000${n}` },
      ],
    ] as const) {
      const { status, body } = await whole.call('POST', '/api/social-connections', {
        channel,
        config,
        secrets,
        check: false,
      })
      if (status !== 201) throw new Error(JSON.stringify(body))
    }
  }
  return whole
}

async function post({ origin }: Whole, bytes: Buffer): Promise<number> {
  const signature = createHmac('sha256', secret).update(bytes).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  const init = { method: 'POST', body: new Uint8Array(bytes), headers }
  return (await patiently(() => fetch(`${origin}/api/webhooks/meta`, init))).status
}

/** All messages by connection and external id, as the API shows them. */
async function crawl({ call }: Whole): Promise<Map<string, Found>> {
  const { body: list } = await call('GET', '/api/social-connections')
  const external = new Map<string, string>(
    list.items.map((each: any) => [each.id, each.externalId]),
  )
  const found = new Map<string, Found>()
  for (let cursor = ''; ;) {
    const { body } = await call(
      'GET',
      `/api/chats?status=all&limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    for (const chat of body.items) {
      const { body: page } = await call('GET', `/api/messages/chat/${chat.id}?limit=100`)
      for (const message of page.items)
        found.set(`${external.get(chat.connection.id)}|${message.externalId}`, { message, chat })
    }
    if (!body.nextCursor) return found
    cursor = body.nextCursor
  }
}

function compare(t: Test, event: Expected & { name: string }, found: Map<string, Found>): void {
  const { name } = event
  if (
    event.externalId === undefined ||
    !['message', 'echo', 'postback', 'system'].includes(event.type)
  )
    return
  const hit = found.get(`${event.connectionExternalId}|${event.externalId}`)
  const mayBeAbsent = event.alternatives?.['stored']?.includes(false)
  if (!hit) return t.ok(mayBeAbsent, `${name}: ${event.externalId} is stored`) as unknown as void
  const { message, chat } = hit
  const actual: Record<string, unknown> = {
    direction: message.direction,
    kind: message.kind,
    text: message.text,
    attachments: message.attachments.length,
    sentAt: message.sentAt,
    contactIdentity: chat.identity,
    quickPayload: message.content?.payload,
  }
  for (const field of Object.keys(actual)) {
    const wanted = event[field as keyof Expected]
    if (wanted === undefined) continue
    const allowed = [wanted, ...(event.alternatives?.[field] ?? [])]
    t.ok(
      allowed.some((each) => fits(actual[field], each)),
      `${name}: ${field} is ${JSON.stringify(actual[field])}, expected ${JSON.stringify(allowed)}`,
    )
  }
}

function fits(actual: unknown, allowed: unknown): boolean {
  if (allowed === '<any>') return true
  if (allowed === '<contains>') return true
  return JSON.stringify(actual) === JSON.stringify(allowed)
}

function summary(found: Map<string, Found>): unknown[] {
  return [...found]
    .map(([key, { message }]) => [key, message.id, message.status, message.reactions.length])
    .sort((a, b) => String(a[0]).localeCompare(String(b[0])))
}

// newer than the types
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(text: string): unknown }

/** The entries as they are on the wire: numbers beyond 2^53 must not pass through JSON.parse. */
function entriesOf(bytes: Buffer): string[] {
  const json = JSON.parse(bytes.toString(), (_key, value, context?: { source?: string }) =>
    typeof value === 'number' && context?.source ? rawJson(context.source) : value,
  ) as { entry?: unknown }
  return Array.isArray(json.entry) ? json.entry.map((entry) => JSON.stringify(entry)) : []
}

function objectOf(bytes: Buffer): string {
  return JSON.parse(bytes.toString()).object
}

function shuffled<T>(values: T[]): T[] {
  let seed = 20261125
  for (let i = values.length - 1; i > 0; i--) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    const j = seed % (i + 1)
    ;[values[i], values[j]] = [values[j]!, values[i]!]
  }
  return values
}
