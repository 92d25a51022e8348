/** The server as operators run it: main.ts as a process of its own, that can be stopped, killed and started again on the same folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { until } from './until.ts'

interface Test {
  teardown(work: () => unknown): void
}
export type Env = Record<string, string>
export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}
export interface ServerProcess {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** How it ended, once it has. */
  end(): Ended | undefined
  /** All that it has written, both streams. */
  output(): string
  kill(signal: NodeJS.Signals): Promise<Ended>
}
export const root = join(import.meta.dirname, '../..')

/** A folder for DATA_DIR. What still runs in it when the test ends is killed. */
export function makeDataDir(t: Test): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-process-'))
  t.teardown(async () => {
    const pid = databasePid(dataDir)
    if (pid) {
      process.kill(pid, 'SIGKILL')
      await until(async () => databasePid(dataDir) === undefined)
    }
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  })
  return dataDir
}

/** Starts main.ts with these variables and no others. Does not wait for it. */
export function spawnServer(t: Test, env: Env): ServerProcess {
  const child = spawn(process.execPath, ['main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
  let end: Ended | undefined
  const ended = once(child, 'close').then(([code, signal]) => (end = { code, signal }))
  async function kill(signal: NodeJS.Signals): Promise<Ended> {
    if (isRunning(child)) child.kill(signal)
    return ended
  }
  t.teardown(() => kill('SIGKILL'))
  return { pid: child.pid!, ended, end: () => end, output: () => written, kill }
}

/** Waits until it says that it is ready; fails when it ends before. */
export async function untilReady(server: ServerProcess, origin: string): Promise<void> {
  const end = await until(async () => {
    const answer = await fetch(`${origin}/readyz`).catch(() => undefined)
    return answer?.status === 200 ? 'ready' : server.end()
  }, 90)
  if (end !== 'ready')
    throw new Error(`it ended with ${end.signal ?? end.code}:\n${server.output()}`)
}

/** The embedded database of that folder, while it runs. */
export function databasePid(dataDir: string): number | undefined {
  const file = join(dataDir, 'postgres/postmaster.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : 0
  return pid && commandOf(pid).includes(dataDir) ? pid : undefined
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
