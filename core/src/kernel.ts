/** The kernel: what every part of the server works with. Passed, never imported as a singleton. */
import type { CallContext, Http } from './adapter.ts'
import type { Adapters } from './adapters.ts'
import { type Bus, openBus } from './bus.ts'
import type { Config } from './config.ts'
import { type Connections, openConnections } from './connections.ts'
import type { Keys } from './crypto.ts'
import { type Database, openDatabase } from './database.ts'
import { guardedHttp, trustedOrigins } from './http-guard.ts'
import { createLogger, type Logger } from './logger.ts'
import { type Meters, noMeters } from './meters.ts'
import { migrate } from './migrate.ts'
import { checkKey } from './secrets.ts'
import { noTrace, type Trace } from './trace.ts'
import { tracedDatabase } from './traced-database.ts'

export interface Kernel {
  readonly config: Config
  readonly database: Database
  readonly bus: Bus
  readonly adapters: Adapters
  readonly connections: Connections
  readonly log: Logger
  readonly keys: Keys
  readonly meters: Meters
  readonly trace: Trace
  now(): Date
  /** What an adapter gets to call its platform with: its app-wide settings and a guarded client. */
  callContext(channel: string, signal?: AbortSignal): CallContext<Record<string, unknown>>
  /** The server stops: cuts off the calls of platforms that are still under way. What they came to is then in doubt. */
  hangUp(): void
  close(): Promise<void>
}

/** Database, migrations, key check, bus, connections: in this order. Tests pass their own parts. */
export async function openKernel(
  config: Config,
  adapters: Adapters,
  overrides: Partial<Kernel> = {},
): Promise<Kernel> {
  const log = overrides.log ?? createLogger(config)
  function report(line: string): void {
    log.warn(line)
  }
  const { trace, meters, now } = { ...defaults, ...overrides }
  const database = overrides.database ?? tracedDatabase(await openDatabase(config, report), trace)
  const keys = { current: config.encryptionKey, previous: config.encryptionKeyPrevious }
  try {
    await migrate(database)
    await checkKey(database, keys)
    const bus = overrides.bus ?? openBus(config, report)
    const connections = openConnections({ database, bus, keys })
    const stopping = new AbortController()
    return {
      config,
      database,
      bus,
      adapters,
      connections,
      log,
      keys,
      meters,
      trace,
      now,
      callContext: overrides.callContext ?? callContexts(adapters, stopping.signal, trace),
      hangUp: () => stopping.abort(),
      async close() {
        await bus.close()
        if (!overrides.database) await database.close()
      },
    }
  } catch (error) {
    if (!overrides.database) await database.close()
    throw error
  }
}

const defaults = { trace: noTrace as Trace, meters: noMeters, now: () => new Date() }

/** One guarded client a channel, which may call the public internet and the origins that the operator named for it. */
function callContexts(
  adapters: Adapters,
  stopping: AbortSignal,
  trace: Trace,
): Kernel['callContext'] {
  const clients = new Map<string, Http>()
  return (channel, limit = AbortSignal.timeout(30_000)) => {
    const signal = AbortSignal.any([limit, stopping])
    const app = adapters.appOf(channel)
    const http =
      clients.get(channel) ??
      traced(
        trace,
        guardedHttp({
          allowPrivate: trustedOrigins(app),
          timeoutMs: 30_000,
          maxBytes: 8 * 1024 * 1024,
        }),
      )
    clients.set(channel, http)
    return { app, http, signal }
  }
}

function traced(trace: Trace, http: Http): Http {
  return (url, init = {}) => {
    const method = init.method ?? 'GET'
    // the rest of the address may hold a token
    const host = URL.canParse(url) ? new URL(url).hostname : ''
    const attributes = { 'http.request.method': method, 'server.address': host }
    return trace({ name: `${method} ${host}`, attributes, isCall: true }, async (note) => {
      const response = await http(url, init)
      note({ 'http.response.status_code': response.status })
      return response
    })
  }
}
