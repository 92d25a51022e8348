/** A browser before the real server and its simulator, on a port and in a folder of their own. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

import { freePort } from '../../../plugins/test/ports.ts'
import { makeDataDir, root, spawnServer, untilReady } from '../../../plugins/test/server-process.ts'

interface Test {
  teardown(work: () => unknown): void
}
export interface Customer {
  /** A page, an account or a number of the simulated platform, by its place. */
  readonly account?: number
  readonly person?: number
}
export interface Desk {
  readonly origin: string
  readonly browser: Browser
  /** The first person's browser. */
  readonly context: BrowserContext
  readonly page: Page
  /** Everything that went wrong on a page: errors of scripts, refusals of the policy, requests to strangers. */
  readonly complaints: string[]
  /** A browser of another person, or of the same one on another device. */
  openContext(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>
  /** As the person who is signed in on that page. */
  call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T>
  write(text: string, customer?: Customer): Promise<void>
}

const executablePath = '/usr/bin/chromium'
export const person = { name: 'Ada Admin', email: 'ada@example.com', password: 'correct horse' }

/** Said aloud by every test that needs a browser and has none. */
export const skip: { skip?: string } = !existsSync(executablePath)
  ? { skip: 'Chromium is not on this machine' }
  : existsSync(join(root, 'web/dist/index.html'))
    ? {}
    : { skip: 'the inbox is not built; `npm run build` builds it' }

export async function openDesk(t: Test): Promise<Desk> {
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const env = {
    PORT: String(port),
    FRONTEND_URL: origin,
    DATA_DIR: makeDataDir(t),
    // A test opens more pages in a minute than a person.
    RATE_LIMIT_MAX_REQUESTS: '100000',
  }
  await untilReady(spawnServer(t, env), origin)
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  const browser = await chromium.launch({ executablePath, args })
  t.teardown(() => browser.close())
  const complaints: string[] = []
  async function openContext(options = {}): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    context.on('page', (page) => listen(page, origin, complaints))
    return context
  }
  const context = await openContext()
  const page = await context.newPage()
  return {
    origin,
    browser,
    context,
    page,
    complaints,
    openContext,
    call: (from, method, path, body) => call(from, { method, path, body }),
    write: (text, customer = {}) => writeAs(origin, text, customer),
  }
}

function listen(page: Page, origin: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refusal by the server is an answer, not a fault of the page.
    const isRefusal = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text())
  })
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url())
    if (/^https?:$/.test(protocol) && asked !== origin) complaints.push(`asks ${asked}`)
  })
}

export async function register(page: Page, address: string, who = person): Promise<void> {
  await page.goto(address)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(/welcome|inbox/)
}

interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

async function call<T>(page: Page, request: Call): Promise<T> {
  const answer = await page.evaluate(async ({ method, path, body }) => {
    const json = { 'content-type': 'application/json' }
    const refresh = { method: 'POST', headers: json, body: '{}' }
    const session = (await (await fetch('/api/auth/refresh', refresh)).json()) as {
      accessToken: string
    }
    const headers = { authorization: `Bearer ${session.accessToken}`, ...(body ? json : {}) }
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }
    const response = await fetch(path, init)
    return { status: response.status, text: await response.text() }
  }, request)
  if (answer.status >= 400) throw new Error(`${request.path}: ${answer.status} ${answer.text}`)
  return (answer.text ? JSON.parse(answer.text) : undefined) as T
}

interface World {
  readonly accounts: readonly { readonly id: string }[]
  readonly people: readonly { readonly id: string }[]
}

async function writeAs(origin: string, text: string, customer: Customer): Promise<void> {
  const { accounts, people } = (await (
    await fetch(`${origin}/simulator/control/state`)
  ).json()) as World
  const account = accounts[customer.account ?? 0]?.id
  const writer = people[customer.person ?? 0]?.id
  const response = await fetch(`${origin}/simulator/control/acts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, person: writer, kind: 'text', text }),
  })
  if (!response.ok) throw new Error(await response.text())
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Axe {
  run(
    what: Document,
    options: object,
  ): Promise<{
    violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}

/**
 * What axe finds on the page as it is at rest, a line each: on its way from one theme to the other a colour is neither.
 * It loads no styles again: the page's policy refuses how it would.
 */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe)
  await page.evaluate(atRest)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // Under an open panel the page is inert, its heading and landmarks with it.
    const enabled = !document.querySelector('#root')?.hasAttribute('inert')
    const rules = { 'landmark-one-main': { enabled }, 'page-has-heading-one': { enabled } }
    const found = await axe.run(document, { resultTypes: ['violations'], preload: false, rules })
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

/** Two frames, for what was just changed to begin to move, and the end of every movement that has one. */
async function atRest(): Promise<void> {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))
  const moving = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(moving.map(({ finished }) => finished))
}
