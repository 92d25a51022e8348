/** The embedded database: a real PostgreSQL server as a child process on a Unix socket below the data folder. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

import pg from 'pg'

import {
  type DataFolder,
  DataFolderError,
  findFolder,
  type Runner,
  takeLock,
} from './data-folder.ts'

export interface Embedded {
  /** Options of the `pg` driver. */
  readonly connection: { host: string; user: string; database: string }
  stop(): Promise<void>
}
const run = promisify(execFile)
const major = '18'

/** Starts the server of this data folder, made on the first start. Throws `DataFolderError` where it is in use or of another version. */
export async function startEmbedded(
  dataDir: string,
  report: (line: string) => void,
): Promise<Embedded> {
  const folder = await findFolder(dataDir)
  takeLock(folder.lock)
  try {
    if (!existsSync(join(folder.data, 'PG_VERSION'))) await initialise(folder)
    const version = readFileSync(join(folder.data, 'PG_VERSION'), 'utf8').trim()
    if (version !== major)
      throw new DataFolderError(
        `${folder.data} was made by PostgreSQL ${version}, this server is ${major}; docs/operate.md says how to move it`,
      )
    await stopOrphan(folder)
    const server = await supervise(folder, report)
    const connection = { host: folder.run, user: 'parley', database: 'parley' }
    await createDatabase(connection)
    return {
      connection,
      async stop() {
        await server.stop()
        rmSync(folder.lock, { force: true })
      },
    }
  } catch (error) {
    rmSync(folder.lock, { force: true })
    throw error
  }
}

/** Made beside its place and moved there when it is whole: a start that was cut off leaves nothing that looks like a database. */
async function initialise(folder: DataFolder): Promise<void> {
  const { data, native, runner } = folder
  const fresh = makeFresh(folder)
  const options = [
    '-D',
    fresh,
    '-U',
    'parley',
    '--auth-local=trust',
    '--auth-host=reject',
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
  ]
  const [program, args] = commandOf(runner, join(native, 'bin/initdb'), options)
  await run(program, args, { ...idsOf(runner), cwd: fresh })
  renameSync(fresh, data)
  const parent = openSync(dirname(data), 'r')
  fsyncSync(parent)
  closeSync(parent)
}

/** A folder of our own: the initdb of a start that was killed may still be writing into its own one. */
function makeFresh({ data, runner }: DataFolder): string {
  const [parent, name] = [dirname(data), basename(data)]
  const fresh = `${data}.${process.pid}.new`
  for (const each of readdirSync(parent))
    if (each.startsWith(`${name}.`) && each.endsWith('.new'))
      rmSync(join(parent, each), { recursive: true, force: true, maxRetries: 5 })
  mkdirSync(fresh, { mode: 0o700 })
  if (runner.uid !== undefined) chownSync(fresh, runner.uid, runner.gid!)
  return fresh
}

function commandOf(
  { command, prefix }: Runner,
  program: string,
  args: string[],
): [string, string[]] {
  return command ? [command, [...prefix, program, ...args]] : [program, args]
}

function idsOf({ command, uid, gid }: Runner): { uid?: number; gid?: number } {
  return command || uid === undefined ? {} : { uid, gid: gid! }
}

async function startServer(folder: DataFolder): Promise<ChildProcess> {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder.run,
    unix_socket_permissions: '0700',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    max_connections: '60',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    timezone: 'UTC',
  }
  const options = [
    '-D',
    folder.data,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const [program, args] = commandOf(folder.runner, join(folder.native, 'bin/postgres'), options)
  const logFile = openSync(join(dirname(folder.data), 'postgres.log'), 'a')
  // its own process group: Ctrl-C reaches us, and we stop it after our last statement
  const child = spawn(program, args, {
    ...idsOf(folder.runner),
    cwd: folder.data,
    detached: true,
    stdio: ['ignore', logFile, logFile],
  })
  await untilReady(child, folder)
  return child
}

async function untilReady(child: ChildProcess, { run, data }: DataFolder): Promise<void> {
  const failed = once(child, 'exit').then(() => {
    throw new DataFolderError(
      `the embedded database does not start; see ${join(dirname(data), 'postgres.log')}`,
    )
  })
  failed.catch(() => undefined)
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 1.5, 200)) {
    const client = new pg.Client({ host: run, user: 'parley', database: 'postgres' })
    client.on('error', () => undefined)
    try {
      await Promise.race([client.connect(), failed])
      await client.end()
      return
    } catch (error) {
      if (error instanceof DataFolderError) throw error
      await Promise.race([new Promise((resolve) => setTimeout(resolve, waitMs)), failed])
    }
  }
}

async function createDatabase({ host, user, database }: Embedded['connection']): Promise<void> {
  const client = new pg.Client({ host, user, database: 'postgres' })
  await client.connect()
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
  if (!rowCount) await client.query(`create database ${database}`)
  await client.end()
}

/** Keeps one server running: it may be killed from outside, or stop itself when the disk was full for a moment. */
async function supervise(folder: DataFolder, report: (line: string) => void) {
  let isStopping = false
  let restarting: Promise<void> | undefined
  let child = await startServer(folder)
  function watch(): void {
    child.once('exit', (code, signal) => {
      if (isStopping) return
      report(`the embedded database ended (${signal ?? code}); starting it again`)
      restarting = restart()
    })
  }
  async function restart(): Promise<void> {
    for (let waitMs = 200; !isStopping; waitMs = Math.min(waitMs * 2, 5000)) {
      try {
        child = await startServer(folder)
        return watch()
      } catch {
        await wait(waitMs)
      }
    }
  }
  watch()
  return {
    async stop() {
      isStopping = true
      // the server that is just being started would outlive us
      await restarting
      await stopServer(child)
    },
  }
}

/** A fast shutdown rolls back what is open and leaves a clean cluster. */
async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  await ended
}

/** The server of an app that was killed lives on. We hold the lock, so it is nobody's: it is stopped, and started as ours. */
async function stopOrphan({ data, run }: DataFolder): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
  if (!pid || !existsSync('/proc/self/cmdline')) return
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5000],
  ]
  for (const [signal, timeoutMs] of steps) {
    if (isServerOf(pid, data)) process.kill(pid, signal)
    for (let waitedMs = 0; waitedMs < timeoutMs && isServerOf(pid, data); waitedMs += 50)
      await wait(50)
  }
  // PostgreSQL refuses to start while anything has that number: a dead process that nobody collects, or a stranger after a restart.
  if (isServerOf(pid, data)) return
  for (const lock of [file, join(run, '.s.PGSQL.5432.lock')]) rmSync(lock, { force: true })
}

function isServerOf(pid: number, data: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data)
  } catch {
    return false
  }
}
