import { isOutage, writeBatch, writeSingly } from './batch.ts'
import { refuse } from './errors.ts'
import { type Known, openKnown } from './identities.ts'
/** Flow 1: deliveries in, facts out. While one transaction is in flight the next batch collects; a 200 means the commit has happened. */
import type { Kernel } from './kernel.ts'
import type { ReadDelivery } from './reading.ts'

export interface Ingest {
  /** Resolves after the commit. Refuses with `busy` (503) when the queue is full or the database does not answer in time. */
  add(delivery: ReadDelivery): Promise<void>
  readonly depth: number
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

/** One writer per process; more connections gain nothing and would have to take turns on the same chats. */
export function openIngest(
  kernel: Pick<Kernel, 'database' | 'bus' | 'log' | 'now' | 'connections' | 'meters'>,
): Ingest {
  const known = openKnown()
  kernel.bus.subscribe('stale', ({ what }) => {
    if (what === 'identities') known.clear()
  })
  const queue: Waiting[] = []
  let queuedBytes = 0
  let running: Promise<void> | undefined

  async function add(delivery: ReadDelivery): Promise<void> {
    expire(queue)
    if (queue.length >= limits.queue || queuedBytes > limits.queueBytes)
      throw refuse('busy', { headers: { 'retry-after': '2' } })
    queuedBytes += delivery.body.length
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    queue.push({ delivery, since: Date.now(), resolve, reject })
    running ??= drain()
    return promise
  }

  async function drain(): Promise<void> {
    // deliveries of this turn of the event loop join the first batch
    await new Promise(setImmediate)
    while (queue.length > 0) {
      const batch = take(queue)
      queuedBytes -= batch.reduce((sum, { delivery }) => sum + delivery.body.length, 0)
      await settle(batch)
    }
    running = undefined
  }

  async function settle(batch: Waiting[]): Promise<void> {
    const late = setTimeout(() => {
      for (const each of batch) each.reject(refuse('busy', { headers: { 'retry-after': '5' } }))
    }, limits.patienceMs)
    try {
      await write(
        kernel,
        batch.map(({ delivery }) => delivery),
        known,
      )
      for (const { resolve } of batch) resolve()
    } catch (error) {
      kernel.log.error({ err: error }, 'a batch of deliveries could not be committed')
      for (const { reject } of batch) reject(refuse('busy', { headers: { 'retry-after': '5' } }))
    } finally {
      clearTimeout(late)
    }
  }

  return {
    add,
    get depth() {
      return queue.length
    },
    drain: async () => running,
  }
}

/** All together; if that fails for another reason than an outage, one by one, and what still fails is quarantined. */
async function write(
  kernel: Pick<Kernel, 'database' | 'bus' | 'log' | 'now' | 'connections' | 'meters'>,
  deliveries: ReadDelivery[],
  known: Known,
): Promise<void> {
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
function expire(queue: Waiting[]): void {
  const oldest = Date.now() - limits.patienceMs
  while (queue[0] && queue[0].since < oldest)
    queue.shift()!.reject(refuse('busy', { headers: { 'retry-after': '5' } }))
}
