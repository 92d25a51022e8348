/** A kernel for a script, beside a server that may be running: on its database, and heard by it where both share Redis. */
import {
  createLogger,
  type Kernel,
  loadAdapters,
  loadConfig,
  type Config,
  openDatabase,
  openKernel,
} from '@parley/core'

import { findFolder } from '../core/src/data-folder.ts'

const root = new URL('..', import.meta.url).pathname

/** Ends the process with 78 on bad settings, like the server. */
export async function openForCommand(): Promise<Kernel> {
  const config = await readConfig()
  const adapters = await loadAdapters(config.adapters ?? [], { root, env: process.env })
  const log = createLogger(config, { isCommand: true })
  return openKernel(await besideServer(config), adapters, { log })
}

export async function readConfig(): Promise<Config> {
  const { config, faults } = loadConfig({ LOG_LEVEL: 'warn', ...process.env }, root)
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`)
    process.exit(78)
  }
  return config
}

/** An embedded database that a server has started already is reached through its socket. */
export async function besideServer(config: Config): Promise<Config> {
  const socket = config.databaseUrl ? undefined : await findSocket(config)
  return socket ? { ...config, databaseUrl: urlOf(socket) } : config
}

/** The socket folder of an embedded server that answers. */
export async function findSocket(config: Config): Promise<string | undefined> {
  const { run: socket } = await findFolder(config.dataDir)
  const database = await openDatabase({ ...config, databaseUrl: urlOf(socket) })
  try {
    await database.query('select 1')
    return socket
  } catch {
    return undefined
  } finally {
    await database.close()
  }
}

export function urlOf(socket: string): string {
  return `postgres://parley@${encodeURIComponent(socket)}/parley`
}
