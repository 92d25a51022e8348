/** A whole Parley for a browser test: the real server with its simulator on a port and in a folder of its own, and Chromium. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

import { freePort } from '../../../plugins/test/ports.ts'
import { makeDataDir, root, spawnServer, untilReady } from '../../../plugins/test/server-process.ts'
import { patiently, until } from '../../../plugins/test/until.ts'

const executablePath = '/usr/bin/chromium'

/** For a test's options: why it cannot run here, said aloud. */
export const needs: { skip?: string } = existsSync(executablePath)
  ? existsSync(join(root, 'web/dist/index.html'))
    ? {}
    : { skip: 'the inbox is not built; `npm run build` builds it' }
  : { skip: 'chromium is not on this machine' }

export interface Person {
  readonly name: string
  readonly email: string
  readonly password: string
}
const password = 'correct horse battery'
export const ada: Person = { name: 'Ada Lovelace', email: 'ada@example.com', password }
export const bo: Person = { name: 'Bo Li', email: 'bo@example.com', password }
export const whatsapp = '109876543210001'
export const messenger = '102030405060701'
export const instagram = '17841400000000101'

export interface Site {
  readonly url: string
  /** Where its data is, the socket of its database included. */
  readonly folder: string
  /** What went wrong on any of its pages: errors of scripts, refusals of the policy, requests to strangers. */
  readonly faults: readonly string[]
  /** A page in a browser of its own; more of that browser come from its context. */
  open(options?: BrowserContextOptions): Promise<Page>
  /** The simulator's control API. */
  control<T = { readonly id: string }>(path: string, body?: object): Promise<T>
  /** The simulated contact writes, and the server has it. */
  write(text: string, from?: { readonly account?: string; readonly person?: string }): Promise<void>
  /** A file that a contact may send; gives its id. */
  upload(mime: string, name: string, bytes: Buffer): Promise<string>
  /** The server's API, as a person of this site. */
  as(person: Person): Promise<Call>
  /** Somebody who may be slow to take a message back: a busy machine needs longer for a click than a person. */
  register(person: Person): Promise<Call>
  signIn(page: Page, person: Person): Promise<void>
}
export type Call = <T = unknown>(method: string, path: string, body?: object) => Promise<T>

/** Of a test: what a site needs of it. */
interface Ending {
  setTimeout(ms: number): void
  teardown(end: () => unknown): void
}

/** Longer than anything here takes on the slowest machine: a limit, not an expectation. */
const PATIENCE_MS = 75_000

export async function startSite(t: Ending): Promise<Site> {
  // A server, a database and a browser start first, on a machine that may be busy.
  t.setTimeout(280_000)
  const folder = makeDataDir(t)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const server = spawnServer(t, {
    PORT: String(port),
    FRONTEND_URL: url,
    DATA_DIR: folder,
    REGISTRATION: 'open',
    LOG_LEVEL: 'fatal',
    // A test opens more pages in a minute than a person.
    RATE_LIMIT_MAX_REQUESTS: '100000',
  })
  await untilReady(server, url)
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  return siteOf({ url, folder }, browser)
}

function siteOf({ url, folder }: { url: string; folder: string }, browser: Browser): Site {
  const faults: string[] = []
  const ask = createAsk(url)
  async function open(options?: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    })
    context.setDefaultTimeout(PATIENCE_MS)
    context.on('page', (page) => watch(page, url, faults))
    return context.newPage()
  }
  async function control<T>(path: string, body?: object): Promise<T> {
    return ask<T>({ method: body ? 'POST' : 'GET', path: `/simulator/control/${path}`, body })
  }
  async function enter(path: string, body: object): Promise<Call> {
    const { accessToken: token } = await ask<{ accessToken: string }>({
      method: 'POST',
      path,
      body,
    })
    return (method, wanted, sent) => ask({ method, path: wanted, body: sent, token })
  }
  return {
    url,
    folder,
    faults,
    open,
    control,
    async write(text, { account = whatsapp, person = 'p1' } = {}) {
      await control('acts', { account, person, kind: 'text', text })
      await control('settle', {})
    },
    async upload(mime, name, bytes) {
      const path = `${url}/simulator/control/media?name=${name}`
      const body = new Uint8Array(bytes)
      const headers = { 'content-type': mime }
      return (
        (await (await fetch(path, { method: 'POST', headers, body })).json()) as { id: string }
      ).id
    },
    as: (person) => enter('/api/auth/login', { email: person.email, password: person.password }),
    async register(person) {
      const asThem = await enter('/api/auth/register', person)
      await asThem('PATCH', '/api/auth/me', { preferences: { undoSeconds: 45 } })
      return asThem
    },
    async signIn(page, person) {
      await page.goto(`${url}/login`)
      await page.getByLabel('E-mail').fill(person.email)
      await page.getByLabel('Password', { exact: true }).fill(person.password)
      // a server that is too busy says so, and a person presses again
      do await page.getByRole('button', { name: 'Sign in' }).click()
      while ((await until(() => whereTo(page), 75)) === 'refused')
    },
  }
}

async function whereTo(page: Page): Promise<'in' | 'refused' | undefined> {
  if (new URL(page.url()).pathname.startsWith('/inbox')) return 'in'
  return (await page.getByText('The server is busy').isVisible()) ? 'refused' : undefined
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: object | undefined
  readonly token?: string
}

/** Asks the server past the browser; what it refuses is thrown. */
function createAsk(url: string): <T>(asked: Asked) => Promise<T> {
  return async function ask<T>({ method, path, body, token }: Asked): Promise<T> {
    const headers = {
      origin: url,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    }
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await patiently(() => fetch(url + path, init))
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return (text ? JSON.parse(text) : undefined) as T
  }
}

function watch(page: Page, url: string, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refusal by the server is an answer, and a page that is left takes its requests with it.
    const isAnswer = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAnswer) faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(url) || /^(data|blob):/.test(request.url())
    if (!isOurs) faults.push(`foreign: ${request.url()}`)
  })
}
