import type { Page } from 'playwright-core'
import t from 'tap'

import { type Desk, openDesk, person, register, skip, violations } from './desk.ts'

interface Heard {
  readonly shown: readonly { readonly title: string; readonly body: string; readonly tag: string }[]
  /** Of sounds; the usual one has two. */
  readonly notes: number
}
interface Spied {
  heard: { shown: object[]; notes: number }
}

/** What a tab would show on the desktop, and what it lets sound. */
async function spy(desk: Desk): Promise<void> {
  await desk.context.grantPermissions(['notifications'])
  await desk.context.addInitScript(() => {
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
}

function heardBy(page: Page): Promise<Heard> {
  return page.evaluate(() => (globalThis as unknown as Spied).heard as unknown as Heard)
}

async function untilShown(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => (globalThis as unknown as Spied).heard.shown.length >= wanted,
    count,
  )
}

/** A tab that somebody has used, so that it may sound, and that has its service worker. */
async function openTab(desk: Desk, path: string): Promise<Page> {
  const page = await desk.context.newPage()
  await page.goto(desk.origin + path)
  await page.getByRole('heading').first().click()
  await page.waitForFunction(async () => {
    const worker = await navigator.serviceWorker.getRegistration()
    return worker?.active?.state === 'activated'
  })
  return page
}

t.test('notices reach a person once, by the ways they chose', skip, async (t) => {
  const desk = await openDesk(t)
  await spy(desk)
  await register(desk.page, `${desk.origin}/register`)
  const first = await openTab(desk, '/settings/profile')
  await desk.page.waitForLoadState('networkidle')
  await desk.page.close()
  const second = await openTab(desk, '/contacts')
  await second.waitForFunction(async () => (await navigator.locks.query()).pending?.length === 1)

  await t.test('of two tabs one speaks, and a burst is one sound', async (t) => {
    await desk.write('Hello')
    await desk.write('Anybody there?')
    await untilShown(first, 2)
    const heard = await heardBy(first)
    t.equal(heard.notes, 2)
    t.same(
      heard.shown.map(({ body }) => body),
      ['Hello', 'Anybody there?'],
    )
    t.equal(new Set(heard.shown.map(({ tag }) => tag)).size, 1, 'the later replaces the earlier')
    t.same(await heardBy(second), { shown: [], notes: 0 })
    t.match(await first.title(), /^\(1\) /)
    t.match(await second.title(), /^\(1\) /)
  })

  await t.test('the chat that one looks at is silent', async (t) => {
    await second.bringToFront()
    await second.getByRole('link', { name: 'Inbox' }).click()
    await second.getByRole('link', { name: /Anybody there/ }).click()
    await second.getByRole('article').filter({ hasText: 'Anybody there?' }).waitFor()
    await desk.write('You see this')
    await second.getByRole('article').filter({ hasText: 'You see this' }).waitFor()
    await second.waitForFunction(() => !document.title.startsWith('('))
    await desk.write('From another', { person: 1 })
    await untilShown(first, 3)
    t.match((await heardBy(first)).shown.at(-1), { body: 'From another' })
  })

  await t.test('a tab that goes hands on the word', async (t) => {
    await second.waitForFunction(() => document.title.startsWith('(1) '))
    await first.close()
    await second.getByRole('link', { name: 'Contacts' }).click()
    await second.waitForFunction(async () => (await navigator.locks.query()).held?.length === 1)
    await desk.write('Once more', { person: 1 })
    await untilShown(second, 1)
    t.match((await heardBy(second)).shown, [{ body: 'Once more' }])
  })

  await t.test('a click on a notice leads to its chat', async () => {
    const [worker] = desk.context.serviceWorkers()
    await worker?.evaluate(async () => {
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
    await second.getByRole('article').filter({ hasText: 'Once more' }).waitFor()
  })
  t.same(desk.complaints, [])
})

t.test('a mention leads to its note, far up in the history', skip, async (t) => {
  const desk = await openDesk(t)
  const { page, origin } = desk
  await register(page, `${origin}/register`)
  const invite = await desk.call<{ url: string }>(page, 'POST', '/api/invites', {
    email: 'ben@example.com',
  })
  const theirs = await desk.openContext()
  const ben = await theirs.newPage()
  await register(ben, invite.url, { ...person, name: 'Ben Agent', email: 'ben@example.com' })
  const { items: people } = await desk.call<{ items: { id: string; name: string }[] }>(
    page,
    'GET',
    '/api/users',
  )
  await desk.write('The first of many')
  await ben.getByRole('link', { name: /The first of many/ }).waitFor()
  const { items: chats } = await desk.call<{ items: { id: string }[] }>(page, 'GET', '/api/chats')
  const chatId = chats[0]?.id
  const mentions = people.filter(({ name }) => name === 'Ben Agent').map(({ id }) => id)
  const text = '@Ben Agent what do we answer?'
  await desk.call(page, 'POST', '/api/notes', { chatId, text, mentions })
  for (let n = 1; n <= 120; n += 1) await desk.write(`Message ${n}`)
  await ben.getByRole('link', { name: /Message 120/ }).waitFor()

  await ben.getByRole('button', { name: 'Notifications, 1 unread' }).click()
  await ben.getByRole('dialog', { name: 'Notifications' }).waitFor()
  t.same(await violations(ben), [])
  await ben.getByRole('link', { name: /what do we answer/ }).click()
  const note = ben.getByRole('article').filter({ hasText: 'what do we answer?' })
  await note.waitFor()
  await ben.waitForFunction(() => document.activeElement?.matches('[data-note]'))
  await ben.getByRole('button', { name: 'Notifications', exact: true }).waitFor()
  t.same(desk.complaints, [])
})
