/** The whole server as it ships, on a port of its own: the real adapters, a real database, and the simulators where a test wants them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Env, type Kernel, loadAdapters, loadConfig } from '@parley/core'

import { buildApp } from '../../app.ts'
import type { App } from '../src/http.ts'
import { startPlatforms } from '../src/platforms.ts'
import { freePort } from './ports.ts'
import { patiently } from './until.ts'

interface Test {
  teardown(work: () => unknown): void
}
export interface Answer {
  status: number
  // a test reads what it expects
  body: any
}
export interface Whole {
  kernel: Kernel
  app: App
  origin: string
  dataDir: string
  env: Env
  call(method: string, path: string, body?: unknown, more?: RequestInit): Promise<Answer>
  close(): Promise<void>
}
export const root = join(import.meta.dirname, '../..')

/** Listens and has an admin signed in, unless the database has people already. */
export async function startWhole(t: Test, given: Env = {}): Promise<Whole> {
  const dataDir = given['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'parley-whole-'))
  const env = {
    PORT: String(await freePort()),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    REGISTRATION: 'open',
    ...given,
  }
  const { config, faults } = loadConfig(env, root)
  const adapters = await loadAdapters(config.adapters, { root, env })
  if (faults.length + adapters.faults.length > 0)
    throw new Error([...faults, ...adapters.faults].join('\n'))
  const platforms = await startPlatforms(config, adapters)
  const server = await buildApp(config, platforms.adapters, { platforms: platforms.running })
  await server.listen()
  await platforms.connect(server.kernel)
  const origin = `http://127.0.0.1:${config.port}`
  let isClosed = false
  async function close(): Promise<void> {
    if (isClosed) return
    isClosed = true
    await server.close()
    await platforms.close()
  }
  t.teardown(async () => {
    await close()
    if (!given['DATA_DIR']) rmSync(dataDir, { recursive: true, force: true })
  })
  const call = await callerOf(origin)
  return { kernel: server.kernel, app: server.app, origin, dataDir, env, call, close }
}

async function callerOf(origin: string): Promise<Whole['call']> {
  const person = { email: 'ada@example.com', password: 'a long password', name: 'Ada' }
  let token = ''
  async function call(
    method: string,
    path: string,
    body?: unknown,
    more: RequestInit = {},
  ): Promise<Answer> {
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(more.headers as Record<string, string>),
    }
    const init = {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...more,
      headers,
    }
    const answer = await patiently(() => fetch(`${origin}${path}`, init))
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: isJson ? JSON.parse(text) : text }
  }
  const first = await call('POST', '/api/auth/register', person)
  const session = first.status === 201 ? first : await call('POST', '/api/auth/login', person)
  token = session.body.accessToken
  return call
}
