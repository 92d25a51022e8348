/**
 * `npm run bench`: durable webhooks per second beside a bare route that only checks the HMAC and parses, in one run, as a ratio.
 * `--quick` for fewer rounds, `--json FILE`. Ends with 1 below a floor, 2 when something was not stored, 3 when the machine was too busy to tell.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

interface Load {
  sent: number
  acknowledged: number
  refused: number
  p50: number
  p99: number
  cpu: number
}
interface Case {
  id: string
  what: string
  sockets: number
  perPost: number
  floor: number
  goal: number
}
const cases: Case[] = [
  {
    id: 'P1',
    what: '1 message a webhook, 64 sockets',
    sockets: 64,
    perPost: 1,
    floor: 0.4,
    goal: 0.5,
  },
  {
    id: 'P2',
    what: '1 message a webhook, 256 sockets',
    sockets: 256,
    perPost: 1,
    floor: 0.45,
    goal: 0.6,
  },
]
const root = new URL('..', import.meta.url).pathname
const isQuick = process.argv.includes('--quick')
const rounds = isQuick ? 2 : 5
const seconds = isQuick ? 2 : 4
const secret = randomBytes(16).toString('hex')
const people = 5000
const total = { acknowledged: 0, refused: 0 }

const ports = [await freePort(), await freePort()] as const
const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'))
const limit = start(['scripts/bench/limit.ts', String(ports[0]), secret], {})
const product = start(['main.ts'], {
  PORT: String(ports[1]),
  HOST: '127.0.0.1',
  DATA_DIR: dataDir,
  META_APP_SECRET: secret,
  META_WEBHOOK_VERIFY_TOKEN: secret,
  LOG_LEVEL: 'warn',
  RATE_LIMIT_MAX_REQUESTS: '1000000',
})
try {
  await Promise.all([untilUp(ports[0]), untilUp(ports[1])])
  const count = await prepare()
  // the engine compiles what runs often: a server that has just started is not the one that works all day
  await load(ports[1], { sockets: 256, perPost: 1, seconds: isQuick ? 12 : 20 })
  await load(ports[0], { sockets: 256, perPost: 1, seconds: 3 })
  const results = []
  for (const each of cases) results.push(await measure(each))
  const batched = await measureBatches()
  report(results, batched)
  const stored = await count()
  process.stdout.write(
    `stored ${stored.messages} messages of ${total.acknowledged} acknowledged, ${total.refused} refused\n`,
  )
  const isValid = stored.messages >= total.acknowledged && total.refused === 0
  const file = process.argv[process.argv.indexOf('--json') + 1]
  if (process.argv.includes('--json') && file)
    writeFileSync(
      file,
      JSON.stringify(
        {
          schema: 1,
          node: process.version,
          cpu: { model: cpus()[0]?.model, cores: cpus().length },
          loadavg: loadavg(),
          rounds,
          results,
          batched,
          stored,
          total,
        },
        null,
        2,
      ),
    )
  const isUnstable = results.some(({ spread }) => spread > 0.3)
  if (isUnstable) process.stdout.write('unstable: the bare side varied by more than 30 %\n')
  const isFast = results.every(({ median, floor }) => median >= floor)
  process.exitCode = !isValid ? 2 : isUnstable ? 3 : isFast ? 0 : 1
} finally {
  for (const child of [product, limit]) await stop(child)
  rmSync(dataDir, { recursive: true, force: true })
}

/** One server is measured at a time; the order turns with every round. */
async function measure(each: Case) {
  const ratios: number[] = []
  const rps: { limit: number[]; product: number[] } = { limit: [], product: [] }
  const p99: number[] = []
  const cpu: Record<'app' | 'database', number>[] = []
  for (let round = 0; round < rounds; round++) {
    const sides = round % 2 ? [1, 0] : [0, 1]
    const rates = [0, 0]
    for (const side of sides) {
      const before = side === 1 ? cpuOf() : undefined
      const { acknowledged, p99: tail } = await load(ports[side as 0 | 1], each)
      rates[side] = acknowledged / seconds
      if (before) {
        const { app, database } = cpuOf()
        p99.push(tail)
        cpu.push({
          app: (app - before.app) / acknowledged,
          database: (database - before.database) / acknowledged,
        })
      }
      await wait(500)
    }
    ratios.push(rates[1]! / rates[0]!)
    rps.limit.push(Math.round(rates[0]!))
    rps.product.push(Math.round(rates[1]!))
  }
  return {
    ...each,
    median: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    rps,
    p99: median(p99),
    cpu: {
      app: median(cpu.map(({ app }) => app)),
      database: median(cpu.map(({ database }) => database)),
    },
    spread: Math.max(...rps.limit) / Math.min(...rps.limit) - 1,
  }
}

/** Microseconds of processor time of the server and of its database so far. Steadier than the clock on a busy machine. */
function cpuOf(): { app: number; database: number } {
  const postmaster = Number(
    readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0],
  )
  let database = 0
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const { parent, spent } = statOf(name)
    if (parent === postmaster) database += spent
  }
  return { app: statOf(String(product.pid)).spent, database }
}

function statOf(pid: string): { parent: number; spent: number } {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { parent: Number(fields[1]), spent: ticks * 10_000 }
  } catch {
    return { parent: 0, spent: 0 }
  }
}

async function measureBatches() {
  const single = await load(ports[1], { sockets: 64, perPost: 1 })
  const batched = await load(ports[1], { sockets: 64, perPost: 10 })
  return {
    single: single.acknowledged / seconds,
    tenPerPost: (batched.acknowledged * 10) / seconds,
  }
}

async function load(
  port: number,
  plan: { sockets: number; perPost: number; seconds?: number },
): Promise<Load> {
  const full = { secret, people, seconds, ...plan, port }
  const child = spawn(process.execPath, ['scripts/bench/load.ts', JSON.stringify(full)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number]
  if (code !== 0) throw new Error('the load generator failed')
  const result = JSON.parse(text) as Load
  if (port === ports[1]) {
    total.acknowledged += result.acknowledged * full.perPost
    total.refused += result.refused
  }
  return result
}

async function prepare(): Promise<() => Promise<{ messages: number }>> {
  const base = `http://127.0.0.1:${ports[1]}`
  const person = {
    email: 'bench@example.com',
    password: randomBytes(12).toString('hex'),
    name: 'Bench',
  }
  const session = (await call(`${base}/api/auth/register`, { body: person })) as {
    accessToken: string
  }
  const token = session.accessToken
  const connection = {
    channel: 'whatsapp',
    check: false,
    config: { phoneNumberId: '100000000000001', businessAccountId: '200000000000001' },
    secrets: { accessToken: 'none' },
  }
  await call(`${base}/api/social-connections`, { token, body: connection })
  return async () => {
    const text = await (await fetch(`${base}/metrics`)).text()
    const [, sum = '0'] = /^parley_ingest_batch_events_sum (\d+)/m.exec(text) ?? []
    return { messages: Number(sum) }
  }
}

async function call(
  url: string,
  { token, body }: { token?: string; body: object },
): Promise<unknown> {
  const headers = {
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

function report(
  results: Awaited<ReturnType<typeof measure>>[],
  { single, tenPerPost }: { single: number; tenPerPost: number },
): void {
  process.stdout.write(
    '\n| | webhooks/s, bare | webhooks/s, stored | ratio (least–most) | p99 ms | CPU µs a message: server + database | goal |\n|---|---|---|---|---|---|---|\n',
  )
  for (const { id, what, rps, median: ratio, least, most, p99, cpu, goal } of results)
    process.stdout.write(
      `| ${id} ${what} | ${median(rps.limit)} | ${median(rps.product)} | **${ratio.toFixed(2)}** (${least.toFixed(2)}–${most.toFixed(2)}) | ${p99.toFixed(1)} | ${Math.round(cpu.app)} + ${Math.round(cpu.database)} | ${goal} |\n`,
    )
  process.stdout.write(
    `| P5 messages/s at 10 a webhook over 1 a webhook | | ${Math.round(tenPerPost)} over ${Math.round(single)} | **${(tenPerPost / single).toFixed(2)}** | | | 2.2 |\n\n`,
  )
}

function start(args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function untilUp(port: number): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined)
    if (answer) return
    await wait(100)
  }
  throw new Error(`nothing listens on ${port}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
