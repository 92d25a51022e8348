/** A whole Parley for a browser test: the real server with its simulator on a port of its own, and Chromium. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import { patiently } from '../../../plugins/test/until.ts'

const root = join(import.meta.dirname, '../../..')
const executablePath = '/usr/bin/chromium'

/** For a test's options: why it cannot run here, said aloud. */
export const needs = existsSync(executablePath)
  ? existsSync(join(root, 'web/dist/index.html'))
    ? {}
    : { skip: 'the inbox is not built; `npm run build` builds it' }
  : { skip: 'chromium is not on this machine' }

export const ada = {
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  password: 'correct horse battery',
}
export const bo = { name: 'Bo Li', email: 'bo@example.com', password: 'correct horse battery' }
export const whatsapp = '109876543210001'
export const messenger = '102030405060701'
export const instagram = '17841400000000101'

export interface Site {
  readonly url: string
  /** Where its data is, the socket of its database included. */
  readonly folder: string
  /** A page that remembers every fault of its own: errors, and requests to anywhere else. */
  open(options?: BrowserContextOptions): Promise<Page & { readonly faults: string[] }>
  /** The simulator's control API. */
  control<T = { readonly id: string }>(path: string, body?: object): Promise<T>
  /** The server's API, as a person of this site. */
  as(person: typeof ada): Promise<(method: string, path: string, body?: object) => Promise<unknown>>
  register(person: typeof ada): Promise<void>
  signIn(page: Page, person: typeof ada): Promise<void>
}

/** Of a test: what a site needs of it. */
interface Ending {
  setTimeout(ms: number): void
  teardown(end: () => unknown): void
}

export async function startSite(t: Ending): Promise<Site> {
  // A server, a database and a browser start first, on a machine that may be busy.
  t.setTimeout(200_000)
  const folder = await mkdtemp(join(tmpdir(), 'parley-browser-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = startServer({ port, url, folder })
  t.teardown(async () => {
    await stop(server)
    await rm(folder, { recursive: true, force: true })
  })
  await answering(url, server)
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  return siteOf({ url, folder }, browser)
}

function startServer({ port, url, folder }: { port: number; url: string; folder: string }) {
  return spawn(process.execPath, ['main.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      HOST: '127.0.0.1',
      FRONTEND_URL: url,
      DATA_DIR: folder,
      REGISTRATION: 'open',
      LOG_LEVEL: 'fatal',
      RATE_LIMIT_MAX_REQUESTS: '100000',
    },
  })
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`)
    const response = await fetch(`${url}/readyz`).catch(() => null)
    if (response?.ok) return
    await wait(100)
  }
}

function siteOf({ url, folder }: { url: string; folder: string }, browser: Browser): Site {
  async function post(path: string, body: object, token?: string): Promise<Response> {
    return call('POST', path, { body, ...(token ? { token } : {}) })
  }
  function call(
    method: string,
    path: string,
    { body, token }: { body?: object | undefined; token?: string },
  ): Promise<Response> {
    return fetch(url + path, {
      method,
      headers: {
        origin: url,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  }
  return {
    url,
    folder,
    async open(options) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        ...options,
      })
      const page = await context.newPage()
      return Object.assign(page, { faults: watch(page, url) })
    },
    async control<T>(path: string, body?: object): Promise<T> {
      const response = await fetch(`${url}/simulator/control/${path}`, {
        method: body ? 'POST' : 'GET',
        ...(body
          ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
          : {}),
      })
      return (await response.json()) as T
    },
    async as(person) {
      const { email, password } = person
      const session = (await (await post('/api/auth/login', { email, password })).json()) as {
        accessToken: string
      }
      return async (method, path, body) =>
        (await call(method, path, { body, token: session.accessToken })).json().catch(() => null)
    },
    async register(person) {
      const response = await patiently(() => post('/api/auth/register', person))
      if (!response.ok) throw new Error(await response.text())
    },
    async signIn(page, person) {
      await page.goto(`${url}/login`)
      await page.getByLabel('E-mail').fill(person.email)
      await page.getByLabel('Password', { exact: true }).fill(person.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForURL('**/inbox**')
    },
  }
}

/** A page that was left takes its requests with it; that is no fault. */
function watch(page: Page, url: string): string[] {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(url) || /^(data|blob):/.test(request.url())
    if (!isOurs) faults.push(`foreign: ${request.url()}`)
  })
  return faults
}

/** The row of a chat in the list, by the name of the contact. */
export function row(page: Page, name: string) {
  return page.locator('[data-chat]', { hasText: name }).first()
}

export function composer(page: Page) {
  return page.locator('[data-composer]')
}
