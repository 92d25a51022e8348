import type { Page } from 'playwright-core'
import t from 'tap'

import { violations } from './axe.ts'
import { composer, row, said } from './page.ts'
import { ada, bo, needs, type Site, startSite } from './site.ts'

/** Opens one thing over the inbox; how it is closed again is the same for all: Escape. */
type Opening = readonly [name: string, open: (page: Page) => Promise<unknown>]

function dialog(page: Page, name: string): Promise<void> {
  return page.getByRole('dialog', { name, exact: true }).waitFor()
}

/** From the messages, where no letter is text. */
async function press(page: Page, key: string): Promise<void> {
  await page.locator('[data-region="thread"] [data-region-focus]').focus()
  await page.keyboard.press(key)
}

function byKey(key: string, name: string): Opening {
  return [name, (page) => press(page, key).then(() => dialog(page, name))]
}

const openings: readonly Opening[] = [
  byKey('s', 'Snooze'),
  byKey('l', 'Labels'),
  byKey('a', 'Assign'),
  [
    'the menu of priorities',
    (page) => press(page, 'p').then(() => page.getByRole('menu').waitFor()),
  ],
  [
    'the menu of a message',
    async (page) => {
      await page.locator('article').first().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menu').waitFor()
    },
  ],
  [
    'reactions',
    async (page) => {
      await page.locator('article').first().hover()
      await page.locator('article').first().getByRole('button', { name: 'React' }).click()
      await dialog(page, 'React')
    },
  ],
  [
    'emoji',
    async (page) => {
      await page.getByRole('button', { name: 'Emoji' }).click()
      await page.getByRole('gridcell', { name: 'Grinning face', exact: true }).waitFor()
    },
  ],
  [
    'canned replies',
    async (page) => {
      await composer(page).fill('/')
      await page.getByRole('list', { name: 'Canned replies' }).waitFor()
    },
  ],
  [
    'more ways to send',
    async (page) => {
      await composer(page).fill('Later')
      await page.getByRole('button', { name: 'More ways to send' }).click()
      await page.getByRole('menu').waitFor()
    },
  ],
  [
    'when to send',
    async (page) => {
      await page.getByRole('button', { name: 'More ways to send' }).click()
      await page.getByRole('menuitem', { name: 'Send later…' }).click()
      await page.getByPlaceholder('friday 14:30').waitFor()
    },
  ],
  [
    'templates',
    async (page) => {
      await page.getByRole('button', { name: 'Use a template' }).click()
      await page.getByRole('button', { name: /hello_again/ }).click()
      await page.getByLabel('Text: 1').waitFor()
    },
  ],
]
const overList: readonly Opening[] = [
  [
    'a new chat',
    async (page) => {
      await page.getByRole('button', { name: 'New chat' }).click()
      await dialog(page, 'New chat')
    },
  ],
  [
    'sorting',
    async (page) => {
      await page.getByRole('button', { name: 'Sort' }).click()
      await page.getByRole('menu').waitFor()
    },
  ],
  [
    'filters',
    async (page) => {
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('menu').or(page.getByRole('dialog')).first().waitFor()
    },
  ],
  [
    'a selection',
    async (page) => {
      await row(page, 'Ana Lima').focus()
      await page.keyboard.press('x')
      await page.getByText('1 selected').waitFor()
      await row(page, 'Ana Lima').focus()
    },
  ],
]
const outside = ['/forgot', '/reset?token=none', '/register', '/nowhere'] as const

t.test('what opens over the inbox has no faults of accessibility', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  await site.register(bo)
  await asAda('POST', '/api/labels', { name: 'books', color: '#1d5fd1' })
  await asAda('POST', '/api/canned-replies', { shortcut: 'hi', text: 'Hello {{contact.name}}' })
  await site.write('Hello')
  for (const width of [1440, 360]) await t.test(`${width} px`, (t) => inspect(t, site, width))
})

async function inspect(
  t: Pick<typeof import('tap').default, 'strictSame'>,
  site: Site,
  width: number,
): Promise<void> {
  const page = await site.open({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  for (const path of outside) {
    await page.goto(site.url + path)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    t.strictSame(await violations(page), [], path)
  }
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').waitFor()
  for (const [name, open] of overList) await open(page).then(() => judge(t, page, name))
  await row(page, 'Ana Lima').click()
  await said(page, 'Hello').waitFor()
  for (const [name, open] of openings) await open(page).then(() => judge(t, page, name))
  t.strictSame(site.faults, [])
  await page.context().close()
}

async function judge(
  t: Pick<typeof import('tap').default, 'strictSame'>,
  page: Page,
  name: string,
): Promise<void> {
  t.strictSame(await violations(page), [], name)
  await page.keyboard.press('Escape')
}
