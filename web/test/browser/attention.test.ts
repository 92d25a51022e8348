import type { Page } from 'playwright-core'
import t from 'tap'

import { violations } from './axe.ts'
import { createAccount, said } from './page.ts'
import { ada, bo, needs, type Site, startSite } from './site.ts'

interface Heard {
  readonly shown: readonly { readonly title: string; readonly body: string; readonly tag: string }[]
  /** Of sounds; the usual one has two. */
  readonly notes: number
}
interface Spied {
  heard: { shown: object[]; notes: number }
}

/** A page whose browser notes what it would show on the desktop, and what it lets sound. */
async function openSpied(site: Site): Promise<Page> {
  const page = await site.open({ permissions: ['notifications'] })
  await page.context().addInitScript(() => {
    const heard: Spied['heard'] = { shown: [], notes: 0 }
    Object.assign(globalThis, { heard })
    // An empty page has no such thing.
    if (!('ServiceWorkerRegistration' in globalThis)) return
    const { showNotification } = ServiceWorkerRegistration.prototype
    ServiceWorkerRegistration.prototype.showNotification = function (title, options) {
      heard.shown.push({ title, ...options })
      return showNotification.call(this, title, options)
    }
    const { createOscillator } = AudioContext.prototype
    AudioContext.prototype.createOscillator = function () {
      heard.notes += 1
      return createOscillator.call(this)
    }
  })
  return page
}

function heardBy(page: Page): Promise<Heard> {
  return page.evaluate(() => (globalThis as unknown as Spied).heard as unknown as Heard)
}

/** A tab in the background draws no frames, so nothing may wait for the next one. */
const unseen = { polling: 100 }

async function untilShown(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as Spied).heard.shown.length >= wanted,
    count,
    unseen,
  )
}

/** Until of the tabs of this browser one speaks, and so many wait for their turn. */
async function untilOneSpeaks(page: Page, waiting: number): Promise<void> {
  await page.waitForFunction(
    async (wanted) => {
      const { held = [], pending = [] } = await navigator.locks.query()
      return held.length === 1 && pending.length === wanted
    },
    waiting,
    unseen,
  )
}

/** A tab that somebody has used, so that it may sound, that has its service worker and hears the server. */
async function openTab(page: Page, address: string): Promise<Page> {
  // What was open before has a socket too.
  await page.goto('about:blank')
  const hears = page
    .waitForEvent('websocket')
    .then((socket) =>
      socket.waitForEvent('framereceived', ({ payload }) => payload.includes('"ready"')),
    )
  await page.goto(address)
  await hears
  await page.getByRole('heading').first().click()
  await page.waitForFunction(async () => {
    const worker = await navigator.serviceWorker.getRegistration()
    return worker?.active?.state === 'activated'
  })
  return page
}

async function untilTitled(page: Page, start: string): Promise<void> {
  await page.waitForFunction((wanted) => document.title.startsWith(wanted), start, unseen)
}

t.test('notices reach a person once, by the ways they chose', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const first = await openSpied(site)
  await site.signIn(first, ada)
  await openTab(first, `${site.url}/settings/profile`)
  await untilOneSpeaks(first, 0)
  const second = await openTab(await first.context().newPage(), `${site.url}/contacts`)
  await untilOneSpeaks(second, 1)

  await t.test('of two tabs one speaks, and a burst is one sound', async (t) => {
    // All of a burst is said in one moment, however long this machine takes for it.
    await first.clock.setFixedTime(new Date())
    await site.write('Hello')
    await site.write('Anybody there?')
    await untilShown(first, 2)
    const heard = await heardBy(first)
    t.equal(heard.notes, 2)
    t.same(
      heard.shown.map(({ body }) => body),
      ['Hello', 'Anybody there?'],
    )
    t.equal(new Set(heard.shown.map(({ tag }) => tag)).size, 1, 'the later replaces the earlier')
    await untilTitled(first, '(1) ')
    await untilTitled(second, '(1) ')
    t.same(await heardBy(second), { shown: [], notes: 0 })
  })

  await t.test('the chat that one looks at is silent', async (t) => {
    await second.bringToFront()
    await second.getByRole('link', { name: 'Inbox' }).click()
    await second.getByRole('link', { name: /Anybody there/ }).click()
    await said(second, 'Anybody there?').waitFor()
    await site.write('You see this')
    await said(second, 'You see this').waitFor()
    await second.waitForFunction(() => !document.title.startsWith('('))
    await site.write('From another', { person: 'p2' })
    await untilShown(first, 3)
    t.match((await heardBy(first)).shown.at(-1), { body: 'From another' })
  })

  await t.test('a tab that goes hands on the word', async (t) => {
    await untilTitled(second, '(1) ')
    await first.close()
    await second.getByRole('link', { name: 'Contacts' }).click()
    await untilOneSpeaks(second, 0)
    await site.write('Once more', { person: 'p2' })
    await untilShown(second, 1)
    t.match((await heardBy(second)).shown, [{ body: 'Once more' }])
  })

  await t.test('a click on a notice leads to its chat', async () => {
    const [worker] = second.context().serviceWorkers()
    if (!worker) throw new Error('no service worker')
    await worker.evaluate(async () => {
      const { registration } = globalThis as unknown as {
        registration: ServiceWorkerRegistration
      }
      async function find(): Promise<Notification> {
        const shown = await registration.getNotifications()
        return shown.find(({ body }) => body === 'Once more') ?? find()
      }
      const notification = await find()
      const event = new Event('notificationclick')
      Object.assign(event, { notification, action: '', waitUntil: () => {} })
      dispatchEvent(event)
    })
    await second.waitForURL(/inbox\/\d+/)
    await said(second, 'Once more').waitFor()
  })
  t.same(site.faults, [])
})

t.test('a mention leads to its note, far up in the history', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  const invite = await asAda<{ url: string }>('POST', '/api/invites', { email: bo.email })
  const page = await site.open()
  await createAccount(page, invite.url, bo)
  const people = await asAda<{ items: { id: string; name: string }[] }>('GET', '/api/users')
  await site.write('The first of many')
  await page.getByRole('link', { name: /The first of many/ }).waitFor()
  const chats = await asAda<{ items: { id: string }[] }>('GET', '/api/chats')
  const chatId = chats.items[0]?.id
  const mentions = people.items.filter(({ name }) => name === bo.name).map(({ id }) => id)
  await asAda('POST', '/api/notes', { chatId, text: '@Bo Li what do we answer?', mentions })
  for (let n = 1; n <= 120; n += 1) await site.write(`Message ${n}`)
  await page.getByRole('link', { name: /Message 120/ }).waitFor()

  await page.getByRole('button', { name: 'Notifications, 1 unread' }).click()
  const mention = page.getByRole('link', { name: /what do we answer/ })
  await mention.waitFor()
  t.same(await violations(page), [])
  await mention.click()
  await said(page, 'what do we answer?').waitFor()
  await page.waitForFunction(() => document.activeElement?.matches('[data-note]'))
  await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  t.same(site.faults, [])
})
