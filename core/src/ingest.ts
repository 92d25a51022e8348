/** Flow 1: deliveries in, facts out. While one transaction is in flight the next batch collects; a 200 means the commit has happened. */
import { isOutage, writeBatch, writeSingly } from './batch.ts'
import { refuse } from './errors.ts'
import { type Known, openKnown } from './identities.ts'
import type { Kernel } from './kernel.ts'
import type { ReadDelivery } from './reading.ts'

export interface Ingest {
  /** Resolves after the commit. Refuses with `busy` (503) when the queue is full or the database does not answer in time. */
  add(delivery: ReadDelivery): Promise<void>
  readonly depth: number
  /** How long the oldest delivery has waited for its commit to begin. */
  readonly lagMs: number
  /** Waits until everything taken is committed. */
  drain(): Promise<void>
}
interface Waiting {
  delivery: ReadDelivery
  since: number
  resolve(): void
  reject(error: Error): void
}

const limits = {
  deliveries: 256,
  readings: 4000,
  queue: 4000,
  queueBytes: 96 * 1024 * 1024,
  patienceMs: 3000,
}

type Part = Pick<Kernel, 'database' | 'bus' | 'log' | 'now' | 'connections' | 'meters' | 'trace'>

/** One writer per process; more connections gain nothing and would have to take turns on the same chats. */
export function openIngest(kernel: Part): Ingest {
  const known = openKnown()
  kernel.bus.subscribe('stale', ({ what }) => {
    if (what === 'identities') known.clear()
  })
  const queue: Waiting[] = []
  let queuedBytes = 0
  let running: Promise<void> | undefined

  async function drain(): Promise<void> {
    // deliveries of this turn of the event loop join the first batch
    await new Promise(setImmediate)
    while (queue.length > 0) {
      const batch = take(queue)
      queuedBytes -= batch.reduce((sum, { delivery }) => sum + delivery.body.length, 0)
      await settle(kernel, batch, known)
    }
    running = undefined
  }
  return {
    async add(delivery) {
      queuedBytes -= expire(queue)
      if (queue.length >= limits.queue || queuedBytes > limits.queueBytes) throw busy(2)
      queuedBytes += delivery.body.length
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      queue.push({ delivery, since: Date.now(), resolve, reject })
      running ??= drain()
      return promise
    },
    get depth() {
      return queue.length
    },
    get lagMs() {
      return queue[0] ? Date.now() - queue[0].since : 0
    },
    drain: async () => running,
  }
}

function busy(seconds: number) {
  return refuse('busy', { headers: { 'retry-after': String(seconds) } })
}

async function settle(kernel: Part, batch: Waiting[], known: Known): Promise<void> {
  function refuseAll(): void {
    for (const { reject } of batch) reject(busy(5))
  }
  const late = setTimeout(refuseAll, limits.patienceMs)
  try {
    const deliveries = batch.map(({ delivery }) => delivery)
    const span = {
      name: 'ingest',
      attributes: { 'parley.deliveries': deliveries.length },
      isShared: true,
    }
    await kernel.trace(span, () => write(kernel, deliveries, known))
    // the next batch is sent to the database first: it writes while these are answered and new ones read
    setImmediate(() => {
      for (const { resolve } of batch) resolve()
    })
  } catch (error) {
    kernel.log.error({ err: error }, 'a batch of deliveries could not be committed')
    refuseAll()
  } finally {
    clearTimeout(late)
  }
}

/** All together; if that fails for another reason than an outage, one by one, and what still fails is quarantined. */
async function write(kernel: Part, deliveries: ReadDelivery[], known: Known): Promise<void> {
  try {
    await writeBatch(kernel, deliveries, known)
  } catch (error) {
    if (isOutage(error)) throw error
    // a cached chat may be gone (a merge in another process): nothing remembered is trusted in the second try
    known.clear()
    kernel.log.warn({ err: error }, 'a batch of deliveries failed; writing them one by one')
    for (const delivery of deliveries) await writeSingly(kernel, delivery, known)
  }
  kernel.meters.batch(deliveries.reduce((sum, { readings }) => sum + readings.length, 0))
}

function take(queue: Waiting[]): Waiting[] {
  let readings = 0
  let count = 0
  while (
    count < queue.length &&
    count < limits.deliveries &&
    (count === 0 || readings < limits.readings)
  ) {
    readings += queue[count]!.delivery.readings.length
    count++
  }
  return queue.splice(0, count)
}

// the platform gives up after five seconds; an early 503 makes it send again, and what commits later is then a duplicate
function expire(queue: Waiting[]): number {
  const oldest = Date.now() - limits.patienceMs
  let bytes = 0
  while (queue[0] && queue[0].since < oldest) {
    const { delivery, reject } = queue.shift()!
    bytes += delivery.body.length
    reject(busy(5))
  }
  return bytes
}
