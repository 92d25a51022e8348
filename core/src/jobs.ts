/** Work that comes round: each tick of a job is run by one process, and may be run twice without harm. */
import type { Kernel } from './kernel.ts'

export interface Job {
  readonly name: string
  readonly everyMs: number
  /** Also when the bus says that there is work; such a job guards its rows itself and may run in every process. */
  readonly wakenBy?: 'media' | 'connections'
  run(kernel: Kernel): Promise<unknown>
}
export interface Jobs {
  close(): Promise<void>
}

/** Ticks are rows of `facts`, taken by an update that only one process can win. Refused: a queue library, whose polling costs more than these few jobs do. */
export function startJobs(kernel: Kernel, jobs: readonly Job[]): Jobs {
  const running = new Map<string, Promise<void>>()
  const wanted = new Set<string>()
  let isClosed = false
  function start(job: Job, isWoken = false): void {
    if (isClosed) return
    // what came while it ran may have come too late for it
    if (isWoken && running.has(job.name)) wanted.add(job.name)
    if (running.has(job.name)) return
    const run = attempt(kernel, job, isWoken).finally(() => {
      running.delete(job.name)
      if (wanted.delete(job.name)) start(job, true)
    })
    running.set(job.name, run)
  }
  const timers = jobs.map((job) => setInterval(() => start(job), Math.min(job.everyMs, 60_000)))
  const unsubscribes = jobs.flatMap((job) =>
    job.wakenBy ? [kernel.bus.subscribe(job.wakenBy, () => start(job, true))] : [],
  )
  for (const job of jobs) start(job)
  return {
    async close() {
      isClosed = true
      for (const timer of timers) clearInterval(timer)
      for (const unsubscribe of unsubscribes) unsubscribe()
      while (running.size > 0) await Promise.all(running.values())
    },
  }
}

async function attempt(kernel: Kernel, job: Job, isWoken: boolean): Promise<void> {
  try {
    if (isWoken || (await takeTick(kernel, job))) await job.run(kernel)
  } catch (error) {
    kernel.log.error({ err: error, job: job.name }, 'a job failed; it runs again at its next tick')
  }
}

async function takeTick({ database }: Kernel, { name, everyMs }: Job): Promise<boolean> {
  const rows = await database.query(
    `insert into facts (name, value) values ('job:' || $1, now()::text)
     on conflict (name) do update set value = excluded.value
       where facts.value::timestamptz <= now() - make_interval(secs => $2::float8 / 1000)
     returning 1`,
    // a tick is due a little early: timers of several processes are never in step
    [name, everyMs * 0.9],
  )
  return rows.length === 1
}
