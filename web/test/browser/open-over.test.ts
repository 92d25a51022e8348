/** What opens over the inbox: every dialog, menu and panel of the list and of a chat. */
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'

import { violations } from './axe.ts'
import { choose, dialog, judgeEach, menu, type Opening, press } from './openings.ts'
import { composer, focused, row, said } from './page.ts'
import { ada, bo, needs, type Site, startSite, whatsapp } from './site.ts'

/** From the messages, where no letter is text. */
async function byLetter(page: Page, key: string): Promise<void> {
  const messages = page.locator('[data-region="thread"] [data-region-focus]')
  await messages.focus()
  await focused(messages)
  await page.keyboard.press(key)
}

async function openRowMenu(page: Page): Promise<void> {
  await row(page, 'Ana Lima').click({ button: 'right' })
  await menu(page)
}

/** Of the first message, which has a file. */
async function openMessageMenu(page: Page): Promise<void> {
  await said(page, 'A dot').focus()
  await page.keyboard.press('Enter')
  await menu(page)
}

const outside = ['/forgot', '/reset?token=none', '/register', '/nowhere'] as const

const overList: readonly Opening[] = [
  ['a new chat', (page) => press(page, 'New chat').then(() => dialog(page, 'New chat'))],
  ['sorting', (page) => press(page, 'Sort').then(() => menu(page))],
  ['filters', (page) => press(page, 'Filter').then(() => menu(page))],
  [
    'saving a view',
    async (page) => {
      await press(page, 'Filter')
      await choose(page, 'Save this view…')
      await dialog(page, 'Save this view')
    },
  ],
  ['the account', (page) => press(page, 'Your account').then(() => menu(page))],
  [
    'notifications',
    (page) => press(page, 'Notifications').then(() => dialog(page, 'Notifications')),
  ],
  ['a chat’s menu', openRowMenu],
  ...(['Priority', 'Labels', 'Snooze', 'Assign'] as const).map((name): Opening => [
    `${name}, from the row`,
    async (page) => {
      await openRowMenu(page)
      await choose(page, `${name}…`)
      await (name === 'Priority'
        ? page.getByRole('menuitem', { name: 'Urgent' }).waitFor()
        : dialog(page, name))
    },
  ]),
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

const overChat: readonly Opening[] = [
  ['Snooze', (page) => byLetter(page, 's').then(() => dialog(page, 'Snooze'))],
  ['Labels', (page) => byLetter(page, 'l').then(() => dialog(page, 'Labels'))],
  ['Assign', (page) => byLetter(page, 'a').then(() => dialog(page, 'Assign'))],
  ['the menu of priorities', (page) => byLetter(page, 'p').then(() => menu(page))],
  ['the menu of a chat', (page) => press(page, 'More about this chat').then(() => menu(page))],
  [
    'going to a date',
    async (page) => {
      await press(page, 'More about this chat')
      await choose(page, 'Go to a date')
      await dialog(page, 'Go to a date')
    },
  ],
  ['the menu of a message', openMessageMenu],
  [
    'what the platform sent',
    async (page) => {
      await openMessageMenu(page)
      await choose(page, 'What the platform sent')
      await page.getByRole('dialog').locator('pre').waitFor()
    },
  ],
  [
    'forwarding',
    async (page) => {
      await openMessageMenu(page)
      await choose(page, 'Forward…')
      await dialog(page, 'Forward to')
    },
  ],
  [
    'a picture',
    async (page) => {
      await said(page, 'A dot')
        .getByRole('button', { name: /^Open / })
        .click()
      await press(page, 'Zoom in')
    },
  ],
  [
    'reactions',
    async (page) => {
      await said(page, 'A dot').hover()
      await said(page, 'A dot').getByRole('button', { name: 'React' }).click()
      await dialog(page, 'React')
    },
  ],
  [
    'emoji',
    async (page) => {
      await press(page, 'Emoji')
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
      await press(page, 'More ways to send')
      await menu(page)
    },
  ],
  [
    'when to send',
    async (page) => {
      await press(page, 'More ways to send')
      await choose(page, 'Send later…')
      await page.getByPlaceholder('friday 14:30').waitFor()
    },
  ],
]

/** Not over the chat but in it: there is nothing to close. */
const inChat: readonly Opening[] = [
  [
    'a notice',
    async (page) => {
      await byLetter(page, 'i')
      await page.getByRole('button', { name: 'Undo' }).waitFor()
    },
  ],
  [
    'what is held back, and searching in the chat',
    async (page) => {
      await composer(page).fill('Later')
      await composer(page).press('Control+Enter')
      await page.getByText(/Sends in/).waitFor()
      await press(page, 'More about this chat')
      await choose(page, 'Search in this chat')
      await page.getByPlaceholder('Search in this chat').waitFor()
    },
  ],
  [
    'templates',
    async (page) => {
      await press(page, 'Use a template')
      await press(page, /hello_again/)
      await page.getByLabel('Text: 1').waitFor()
    },
  ],
  [
    'details',
    async (page) => {
      const show = page.getByRole('button', { name: 'Show details' })
      if (await show.isVisible()) await show.click()
      await page.locator('[data-region="details"] h3').first().waitFor()
    },
  ],
]

t.test('what opens over the inbox has no faults of accessibility', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  await site.register(bo)
  await asAda('POST', '/api/labels', { name: 'books', color: '#1d5fd1' })
  await asAda('POST', '/api/canned-replies', { shortcut: 'hi', text: 'Hello {{contact.name}}' })
  await site.control('acts', {
    account: whatsapp,
    person: 'p1',
    kind: 'image',
    media: [await site.upload('image/png', 'dot.png', png)],
    text: 'A dot',
  })
  await site.control('settle', {})
  for (const width of [1440, 360]) await t.test(`${width} px`, (t) => inspect(t, site, width))
  t.strictSame(site.faults, [])
})

async function inspect(t: Test, site: Site, width: number): Promise<void> {
  const page = await site.open({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  for (const path of outside) {
    await page.goto(site.url + path)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    t.strictSame(await violations(page), [], path)
  }
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').waitFor()
  await judgeEach(t, page, overList)
  if (width < 1024) await judgeEach(t, page, [['views', openViews]])
  await row(page, 'Ana Lima').click()
  await said(page, 'A dot')
    .getByRole('button', { name: /^Open / })
    .waitFor()
  await judgeEach(t, page, overChat)
  for (const [name, open] of inChat) {
    await open(page)
    t.strictSame(await violations(page), [], name)
  }
  await page.context().close()
}

async function openViews(page: Page): Promise<void> {
  await press(page, /Choose a view/)
  await dialog(page, 'Choose a view')
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
)
