import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'

import { type Desk, openDesk, register, skip, violations } from './desk.ts'

const pages = [
  '/contacts',
  '/contacts/1',
  '/search?q=hello',
  '/reports?days=7',
  '/settings',
  '/settings/profile',
  '/settings/notifications',
  '/settings/keyboard',
  '/settings/appearance',
  '/settings/connections',
  '/settings/connections/new',
  '/settings/connections/new?channel=whatsapp&flow=by-hand',
  '/settings/connections/1',
  '/settings/connections/3/templates',
  '/settings/people',
  '/settings/labels',
  '/settings/canned-replies',
  '/settings/views',
  '/settings/deliveries',
  '/settings/deliveries/1',
  '/settings/audit',
  '/settings/health',
]
const looks = [
  { theme: 'light', locale: 'en', width: 1280 },
  { theme: 'dark', locale: 'ar', width: 360 },
] as const

async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
}

t.test('the pages around the inbox', skip, async (t) => {
  const desk = await openDesk(t)
  const { page, origin } = desk
  await register(page, `${origin}/register`)
  await desk.write('Hello, is this the bookshop?')
  await page.goto(`${origin}/inbox`)
  await page.getByRole('link', { name: /is this the bookshop/ }).waitFor()

  await t.test('have no faults of accessibility and fit their width', async (t) => {
    for (const look of looks) await inspect(t, desk, look)
  })
  await t.test('are found and worked by keys alone', (t) => byKeys(t, desk))
  await t.test('lead from a word to the message that has it', (t) => bySearch(t, desk))
  await t.test('keep what is changed in them', (t) => changes(t, desk))
  await t.test('speak other languages, from right to left where they do', (t) => languages(t, desk))
  await t.test('open without a network, once they were open with one', (t) => offline(t, desk))
  t.same(desk.complaints, [])
})

async function inspect(t: Test, desk: Desk, look: (typeof looks)[number]): Promise<void> {
  const { page, origin } = desk
  await page.setViewportSize({ width: look.width, height: 800 })
  await page.evaluate(({ theme, locale }) => {
    localStorage.setItem('parley.theme', theme)
    localStorage.setItem('parley.locale', locale)
  }, look)
  for (const path of pages) {
    await page.goto(origin + path)
    await settle(page)
    const name = `${path}, ${look.theme}, ${look.locale}, ${look.width} px`
    t.same(await violations(page), [], name)
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { scrollWidth, clientWidth }
    })
    t.ok(scrollWidth <= clientWidth, `${name}: nothing sticks out`)
  }
  await page.evaluate(() => {
    localStorage.removeItem('parley.theme')
    localStorage.setItem('parley.locale', 'en')
  })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${origin}/inbox`)
}

async function byKeys(t: Test, { page, origin }: Desk): Promise<void> {
  await page.goto(`${origin}/inbox`)
  await page.getByRole('link', { name: /is this the bookshop/ }).waitFor()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Do or open anything' })
  await palette.waitFor()
  t.same(await violations(page), [])
  await page.keyboard.type('canned')
  await palette.getByRole('option', { name: /Canned replies/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/settings\/canned-replies/)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('bookshop')
  await palette.getByRole('option', { name: /is this the bookshop/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.waitForURL(/inbox\/\d+/)

  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.waitForURL(/settings\/profile/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  t.same(await violations(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function bySearch(t: Test, { page, origin }: Desk): Promise<void> {
  await page.goto(`${origin}/search`)
  await page.getByRole('searchbox', { name: 'Words to look for' }).fill('booksh')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=booksh/)
  t.equal(await page.locator('mark').textContent(), 'bookshop')
  await page.getByRole('link', { name: /is this the bookshop/ }).click()
  await page.waitForURL(/inbox\/\d+\/\d+/)
  await page.getByRole('article').filter({ hasText: 'bookshop' }).waitFor()
}

async function changes(t: Test, { page, origin }: Desk): Promise<void> {
  await page.goto(`${origin}/settings/labels`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Orders')
  await page.getByRole('button', { name: 'Add' }).click()
  const name = page.getByRole('textbox', { name: 'Name of Orders' })
  await name.fill('Sales')
  await name.blur()
  await page.getByRole('textbox', { name: 'Name of Sales' }).waitFor()

  await page.goto(`${origin}/settings/keyboard`)
  await page.getByRole('button', { name: 'Change the keys of: Next chat', exact: true }).click()
  const box = page.getByRole('textbox', { name: 'Press the new keys' })
  await box.press('k')
  await page.getByText('These are the keys of: Previous chat').waitFor()
  t.ok(await page.getByRole('button', { name: 'Save' }).isDisabled())
  await box.press('q')
  await saved(page, '"q"', () => page.getByRole('button', { name: 'Save' }).click())
  await page.goto(`${origin}/inbox`)
  await page.getByRole('link', { name: /is this the bookshop/ }).waitFor()
  await page.keyboard.press('q')
  await page.waitForURL(/inbox\/\d+/)

  await page.goto(`${origin}/settings/notifications`)
  await page.getByRole('switch', { name: 'Sound: Messages in your chats' }).press('Space')
  await page.getByRole('switch', { name: 'Keep quiet hours' }).press('Space')
  await saved(page, '22:15', () => page.getByLabel('From').fill('22:15'))
  await page.reload()
  t.notOk(await page.getByRole('switch', { name: 'Sound: Messages in your chats' }).isChecked())
  t.equal(await page.getByLabel('From').inputValue(), '22:15')
}

/** Until the server has answered the request that carries this text. */
async function saved(page: Page, text: string, change: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((r) => r.request().postData()?.includes(text) === true)
  await change()
  await answer
}

async function languages(t: Test, { page, origin }: Desk): Promise<void> {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  await page.goto(`${origin}/settings/appearance`)
  await page.getByRole('radio', { name: 'العربية' }).check({ force: true })
  await page.getByRole('heading', { name: 'المظهر', exact: true }).first().waitFor()
  const root = page.locator('html')
  t.equal(await root.getAttribute('dir'), 'rtl')
  t.equal(await root.getAttribute('lang'), 'ar')
  loaded.length = 0
  await page.reload()
  await page.getByRole('heading', { name: 'المظهر', exact: true }).first().waitFor()
  t.ok(loaded.some((path) => /\/ar-/.test(path)))
  t.notOk(
    loaded.some((path) => /\/(de|more)-/.test(path)),
    'no other language is loaded',
  )
  await page.getByRole('radio', { name: 'Deutsch' }).check({ force: true })
  await page.getByRole('heading', { name: 'Darstellung' }).waitFor()
  t.equal(await root.getAttribute('dir'), 'ltr')
  await page.getByRole('radio', { name: 'English' }).check({ force: true })
  await page.getByRole('heading', { name: 'Appearance' }).waitFor()
}

async function offline(t: Test, { page, origin, context }: Desk): Promise<void> {
  await page.goto(`${origin}/settings/profile`)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.reload()
  await settle(page)
  await context.setOffline(true)
  await page.reload()
  await page.getByText('The server cannot be reached').waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  t.match(await page.title(), /Profile/)
}
