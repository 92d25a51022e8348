import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

import { freePort } from './ports.ts'

export interface RedisServer {
  url: string
  kill(): Promise<void>
}

/** False on machines without one: tests that need it say so. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A Redis of its own on loopback, keeping nothing. */
export async function startRedis(t: { teardown(work: () => unknown): void }): Promise<RedisServer> {
  const port = await freePort()
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  for await (const text of server.stdout) if (/ready to accept/i.test(String(text))) break
  async function kill(): Promise<void> {
    if (isRunning(server)) {
      server.kill('SIGKILL')
      await once(server, 'exit')
    }
  }
  t.teardown(kill)
  return { url: `redis://127.0.0.1:${port}`, kill }
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null
}
