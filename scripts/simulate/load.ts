/** Signed webhooks at a steady rate, and how they were answered. */
import { Agent, request } from 'node:http'

import { channel as instagram } from '@parley/adapter-instagram'
import { channel as messenger } from '@parley/adapter-messenger'
import { signature, wireText } from '@parley/adapter-meta/simulator'
import { channel as whatsapp } from '@parley/adapter-whatsapp'

export interface Load {
  readonly url: string
  readonly secret: string | undefined
  readonly rate: number
  readonly seconds: number
  readonly batch: number
  readonly people: number
}
interface Tally {
  sent: number
  readonly statuses: Map<string, number>
  readonly latenciesMs: number[]
}

/** Open loop: the next delivery leaves at its time, whether or not the last was answered. Answers the exit code. */
export async function sendLoad(load: Load): Promise<number> {
  const secret = load.secret ?? (await secretOfSimulator(load.url))
  if (!secret) {
    console.error('No secret: give --secret or META_APP_SECRET.')
    return 64
  }
  const url = webhookOf(load.url)
  const tally: Tally = { sent: 0, statuses: new Map(), latenciesMs: [] }
  const total = Math.round(load.rate * load.seconds)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const startedAt = performance.now()
  const running = new Set<Promise<void>>()
  while (tally.sent < total) {
    const due = Math.min(total, ((performance.now() - startedAt) / 1000) * load.rate + 1)
    while (tally.sent < due) {
      const turn = post(url, bodyOf(load, tally.sent), { secret, agent, tally })
      tally.sent += 1
      running.add(turn)
      void turn.finally(() => running.delete(turn))
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await Promise.all(running)
  agent.destroy()
  console.log(report(tally, load, performance.now() - startedAt))
  return (tally.statuses.get('200') ?? 0) === tally.sent ? 0 : 1
}

/** Whoever names the server alone means its webhook. */
function webhookOf(address: string): string {
  const url = new URL(address)
  if (url.pathname === '/') url.pathname = '/api/webhooks/meta'
  return url.href
}

/** A running server without a Meta app has a simulator beside it, which knows the secret. */
async function secretOfSimulator(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(new URL('/simulator/control/app', url))
    const { app } = (await answer.json()) as { app?: { appSecret?: string } }
    return app?.appSecret
  } catch {
    return undefined
  }
}

// the accounts that a simulator has connected at first
const targets = [
  { channel: messenger, connection: '102030405060701' },
  { channel: instagram, connection: '17841400000000101' },
  { channel: whatsapp, connection: '109876543210001' },
] as const
const run = Date.now().toString(36)

/** One delivery of a channel, its updates by different people. */
function bodyOf({ batch, people }: Load, index: number): string {
  const target = targets[index % targets.length] ?? targets[0]
  const entries = Array.from({ length: batch }, (_, offset) => {
    const at = index * batch + offset
    const delivery = target.channel.simulator.deliver(
      {
        event: 'message',
        connection: target.connection,
        chat: `${5_000_000_000 + (at % people)}`,
        text: `Load ${at}: is it still for sale?`,
        id: `load.${run}.${at}`,
        at: Date.now(),
      },
      { app: { appSecret: 'signed again below' } },
    )
    return JSON.parse(new TextDecoder().decode(delivery?.body)) as {
      object: string
      entry: unknown[]
    }
  })
  return wireText({
    object: entries[0]?.object,
    entry: entries.flatMap(({ entry }) => entry),
  })
}

function post(
  url: string,
  body: string,
  { secret, agent, tally }: { secret: string; agent: Agent; tally: Tally },
): Promise<void> {
  const startedAt = performance.now()
  function count(status: string): void {
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
    tally.latenciesMs.push(performance.now() - startedAt)
  }
  return new Promise((resolve) => {
    const sending = request(url, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-hub-signature-256': signature(body, secret),
      },
    })
    sending.on('response', (response) => {
      response.resume()
      response.on('end', () => {
        count(String(response.statusCode))
        resolve()
      })
    })
    sending.on('error', () => {
      count('no answer')
      resolve()
    })
    sending.end(body)
  })
}

function report({ sent, statuses, latenciesMs }: Tally, { batch }: Load, tookMs: number): string {
  const sorted = latenciesMs.toSorted((left, right) => left - right)
  function percentile(share: number): string {
    return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)
  }
  const perSecond = ((sent * 1000) / tookMs).toFixed(1)
  const others = [...statuses].filter(([status]) => status !== '200')
  return [
    `sent ${sent} (${sent * batch} updates) in ${(tookMs / 1000).toFixed(1)} s, ${perSecond} a second`,
    `200: ${statuses.get('200') ?? 0}   other: ${others.map(([status, count]) => `${status} × ${count}`).join(', ') || 0}`,
    `latency ms   p50 ${percentile(0.5)}   p90 ${percentile(0.9)}   p99 ${percentile(0.99)}   max ${percentile(1)}`,
  ].join('\n')
}
