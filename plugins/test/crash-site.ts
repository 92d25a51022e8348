/** A server under load that is killed and started again, with all that is needed to say afterwards whether anything was lost or doubled. */
import { randomUUID } from 'node:crypto'

import { Client } from 'pg'
import type { Test } from 'tap'

import type { Chance } from './chance.ts'
import { type FakeGraph, startGraph } from './fake-graph.ts'
import {
  appSecret,
  type FakeMeta,
  numberToConnect,
  shaOf,
  startMeta,
  webhookOf,
} from './fake-meta.ts'
import { freePort } from './ports.ts'
import {
  type Env,
  makeDataDir,
  type ServerProcess,
  spawnServer,
  untilReady,
} from './server-process.ts'
import { until } from './until.ts'

export interface Site {
  readonly origin: string
  readonly dataDir: string
  readonly meta: FakeMeta
  readonly graph: FakeGraph
  /** The process that runs now. */
  server(): ServerProcess
  /** When it was started. */
  startedAt(): Date
  /** Kills it without a word, and starts it again on the same data. */
  crash(): Promise<void>
  /** Starts it after it has ended. */
  start(): Promise<void>
  /** Calls the API until it answers with something else than 5xx. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
}
interface Answer {
  status: number
  // a test reads what it expects
  body: any
}

/** `database` is the URL of a server of its own, with a database `parley`; embedded without. */
export async function openSite(
  t: Test,
  more: { env?: Env; databaseUrl?: string } = {},
): Promise<Site> {
  const dataDir = makeDataDir(t)
  const graph = await startGraph(t)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    PORT: String(port),
    DATA_DIR: dataDir,
    META_APP_SECRET: appSecret,
    META_WEBHOOK_VERIFY_TOKEN: 'a token to verify with',
    META_GRAPH_URL: graph.url,
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    LOG_LEVEL: 'warn',
    ...(more.databaseUrl && { DATABASE_URL: more.databaseUrl }),
    ...more.env,
  }
  const meta = startMeta(`${origin}/api/webhooks/meta`)
  let [server, startedAt] = [spawnServer(t, env), new Date()]
  await untilReady(server, origin)
  async function start(): Promise<void> {
    ;[server, startedAt] = [spawnServer(t, env), new Date()]
    await untilReady(server, origin)
  }
  const call = await connect(origin)
  return {
    origin,
    dataDir,
    meta,
    graph,
    call,
    server: () => server,
    startedAt: () => startedAt,
    start,
    async crash() {
      await server.kill('SIGKILL')
      await start()
    },
    query: (sql, values) => queryOnce(more.databaseUrl ?? dataDir, sql, values),
  }
}

/** Signs the first person up and connects one number. */
async function connect(origin: string): Promise<Site['call']> {
  let token = ''
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    return until(async () => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      }).catch(() => undefined)
      const text = await answer?.text().catch(() => undefined)
      if (!answer || text === undefined || answer.status >= 500) return undefined
      return { status: answer.status, body: text && JSON.parse(text) }
    }, 60)
  }
  const person = { email: 'ada@example.com', password: 'a long password', name: 'Ada' }
  token = (await call('POST', '/api/auth/register', person)).body.accessToken
  const { status, body } = await call('POST', '/api/social-connections', numberToConnect)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return call
}

async function queryOnce<Row>(place: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client(
    place.startsWith('/')
      ? { host: `${place}/run`, user: 'parley', database: 'parley' }
      : { connectionString: place },
  )
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql, values)).rows as Row[]
  } finally {
    await client.end()
  }
}

export interface Load {
  /** What people wrote, by the id of the platform, once its delivery had a 200. */
  readonly said: ReadonlyMap<string, string>
  readonly bodies: readonly Buffer[]
  /** Ids of our messages by the clientId that got a 202. */
  readonly queued: ReadonlyMap<string, string>
  /** Resolves when everything begun is acknowledged. */
  stop(): Promise<void>
}

/** People write, in batches and again and again the same; agents answer; the platform says what became of it. */
export async function startLoad({ meta, graph, call }: Site, chance: Chance): Promise<Load> {
  const people = Array.from({ length: 12 }, (_, n) => `49151000000${10 + n}`)
  const [said, queued, bodies] = [
    new Map<string, string>(),
    new Map<string, string>(),
    [] as Buffer[],
  ]
  const told: Promise<unknown>[] = []
  let isOn = true
  let count = 0
  await write(people)
  const chats = (await call('GET', '/api/chats?status=all&limit=100')).body.items as {
    id: string
  }[]
  if (chats.length !== people.length) throw new Error(`${chats.length} chats`)
  graph.onTaken = ({ key, to, externalId }) => {
    if (chance.next() < 0.6)
      told.push(
        deliver(webhookOf({ statuses: [{ id: externalId, status: 'delivered', to, key }] })),
      )
  }
  const lanes = [1, 2, 3, 4].map(() => repeat(() => write(some(people, 8))))
  const agents = [1, 2].map(() => repeat(() => answer(chance.pick(chats).id)))

  async function repeat(work: () => Promise<unknown>): Promise<void> {
    while (isOn) await work()
  }
  function some<T>(values: readonly T[], most: number): T[] {
    return Array.from({ length: 1 + chance.below(most) }, () => chance.pick(values))
  }
  async function deliver(body: Buffer): Promise<void> {
    bodies.push(body)
    await meta.deliver(body)
  }
  async function write(authors: readonly string[]): Promise<void> {
    const words = authors.map((from) => ({
      id: `wamid.in.${++count}`,
      from,
      text: `word ${count}`,
    }))
    await deliver(webhookOf({ words }))
    for (const { id, text } of words) said.set(id, text)
    // a platform that heard no answer, or not in time, says the same again
    if (chance.next() < 0.15) await meta.deliver(chance.pick(bodies))
  }
  async function answer(chatId: string): Promise<void> {
    const clientId = randomUUID()
    const { status, body } = await call('POST', '/api/messages', {
      chatId,
      clientId,
      text: clientId,
    })
    if (status !== 202) throw new Error(JSON.stringify(body))
    queued.set(clientId, body.id)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    said,
    bodies,
    queued,
    async stop() {
      isOn = false
      await Promise.all([...lanes, ...agents])
      await Promise.all(told)
    },
  }
}

/** The time that a lease and a doubt last passes, for the rows that died with an earlier process; then waits until nothing is under way. */
export async function untilSettled({ query, graph, startedAt }: Site): Promise<void> {
  graph.behave = () => 'answer'
  await query(
    'update messages set lease_until = now() where lease_until < $1::timestamptz + interval $$90 s$$',
    [startedAt()],
  )
  await until(async () => {
    graph.cutAll()
    await query("update messages set status_at = now() - interval '1 h' where status = 'unknown'")
    await query("update messages set next_at = now() where status = 'queued' and next_at > now()")
    await query('update chats set paused_until = null where paused_until is not null')
    const [left] = await query<{ n: number }>(
      "select count(*)::int as n from messages where status in ('queued', 'sending')",
    )
    return left!.n === 0
  }, 60)
}

/** Everything that must be true whatever happened. */
export async function judge(t: Test, { query, graph, meta }: Site, load: Load): Promise<void> {
  const stored = await query<{ externalId: string; text: string }>(
    `select external_id as "externalId", text from messages where direction = 'in'`,
  )
  t.equal(
    new Set(stored.map((row) => row.externalId)).size,
    stored.length,
    'no message is there twice',
  )
  const texts = new Map(stored.map((row) => [row.externalId, row.text]))
  const lost = [...load.said].filter(([id, text]) => texts.get(id) !== text)
  t.same(lost, [], `none of ${load.said.size} acknowledged messages is lost`)
  const raw = await query<{ body: Buffer }>('select body from deliveries')
  const kept = new Set(raw.map(({ body }) => shaOf(body)))
  t.same(
    [...meta.acknowledged].filter((sha) => !kept.has(sha)),
    [],
    `each of ${meta.acknowledged.size} acknowledged bodies is kept byte for byte`,
  )
  t.same(
    await query(
      `select m.id, count(e.id) from messages m left join events e on e.subject = m.id and e.type = 'message.created'
       where m.part_of is null group by m.id having count(e.id) <> 1`,
    ),
    [],
    'each message has the one event that tells of it',
  )
  await judgeSends(t, { query, graph }, load)
}

async function judgeSends(
  t: Test,
  { query, graph }: Pick<Site, 'query' | 'graph'>,
  load: Load,
): Promise<void> {
  const rows = await query<{ id: string; clientId: string; status: string }>(
    `select id::text, client_id as "clientId", status from messages where direction = 'out'`,
  )
  t.equal(rows.length, load.queued.size, 'each answer of an agent is one message')
  t.same(
    rows.filter(({ id, clientId }) => load.queued.get(clientId) !== id),
    [],
    'and the one that they were told of',
  )
  const taken = Map.groupBy(graph.ledger, ({ key }) => key)
  t.same(
    [...taken].filter(([, each]) => each.length > 1),
    [],
    `of ${graph.ledger.length} sends none was accepted twice`,
  )
  const wrong = rows.filter(({ id, status }) => {
    const isAccepted = taken.has(`p.${id}`)
    return isAccepted ? status === 'failed' : status !== 'unknown'
  })
  t.same(wrong, [], 'what is shown as sent was accepted, what was not is unknown')
  const inOrder = [...Map.groupBy(graph.ledger, ({ to }) => to).values()].every((sends) => {
    const ids = sends.map(({ key }) => Number(key.slice(2)))
    return ids.every((id, n) => n === 0 || id > ids[n - 1]!)
  })
  t.ok(inOrder, 'those of each chat went out in the order in which they were queued')
}
