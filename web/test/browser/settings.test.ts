import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'

import { isTooWide, violations } from './axe.ts'
import { answered, becomes, focused, said } from './page.ts'
import { ada, needs, type Site, startSite } from './site.ts'

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
  { locale: 'en', width: 1440 },
  { locale: 'ar', width: 360 },
] as const
interface Desk {
  readonly site: Site
  readonly page: Page
}

async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
}

t.test('the pages around the inbox have no faults of accessibility', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await site.write('Hello, is this the bookshop?')
  for (const { locale, width } of looks) {
    await t.test(`${locale}, ${width} px`, async (t) => {
      const page = await site.open({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
      await site.signIn(page, ada)
      await page.evaluate((wanted) => localStorage.setItem('parley.locale', wanted), locale)
      for (const path of pages) {
        await page.goto(site.url + path)
        await settle(page)
        t.same(await violations(page), [], path)
        t.notOk(await isTooWide(page), `${path}: nothing sticks out`)
      }
      await page.context().close()
    })
  }
  t.same(site.faults, [])
})

t.test('the pages around the inbox', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await site.write('Hello, is this the bookshop?')
  const page = await site.open()
  await site.signIn(page, ada)
  const desk = { site, page }

  await t.test('are found and worked by keys alone', (t) => byKeys(t, desk))
  await t.test('lead from a word to the message that has it', (t) => bySearch(t, desk))
  await t.test('keep what is changed in them', (t) => changes(t, desk))
  await t.test('speak other languages, from right to left where they do', (t) => languages(t, desk))
  await t.test('open without a network, once they were open with one', () => offline(desk))
  t.same(site.faults, [])
})

async function byKeys(t: Test, { page, site }: Desk): Promise<void> {
  await page.goto(`${site.url}/inbox`)
  await page.getByRole('link', { name: /is this the bookshop/ }).waitFor()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Do or open anything' })
  await focused(palette.getByRole('combobox'))
  t.same(await violations(page), [])
  await page.keyboard.type('canned')
  await palette.getByRole('option', { name: /Canned replies/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/settings\/canned-replies/)

  await page.keyboard.press('Control+k')
  await focused(palette.getByRole('combobox'))
  await page.keyboard.type('bookshop')
  await palette.getByRole('option', { name: /is this the bookshop/, selected: true }).waitFor()
  await palette.getByRole('option', { name: /Search all messages for/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await palette.getByRole('option', { name: /Search all messages for/, selected: true }).waitFor()
  await page.keyboard.press('ArrowUp')
  await palette.getByRole('option', { name: /is this the bookshop/, selected: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/inbox\/\d+/)

  // One key after the other, as close together as fingers are, whatever else this machine does.
  await Promise.all([page.keyboard.press('g'), page.keyboard.press('s')])
  await page.waitForURL(/settings\/profile/)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  t.same(await violations(page), [])
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

async function bySearch(t: Test, { page, site }: Desk): Promise<void> {
  await page.goto(`${site.url}/search`)
  await page.getByRole('searchbox', { name: 'Words to look for' }).fill('booksh')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=booksh/)
  t.equal(await page.locator('mark').textContent(), 'bookshop')
  await page.getByRole('link', { name: /is this the bookshop/ }).click()
  await page.waitForURL(/inbox\/\d+\/\d+/)
  await said(page, 'bookshop').waitFor()
}

async function changes(t: Test, { page, site }: Desk): Promise<void> {
  await page.goto(`${site.url}/settings/labels`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Orders')
  await page.getByRole('button', { name: 'Add' }).click()
  const name = page.getByRole('textbox', { name: 'Name of Orders' })
  await name.fill('Sales')
  await answered(page, 'Sales', () => name.blur())
  await page.getByRole('textbox', { name: 'Name of Sales' }).waitFor()

  await page.goto(`${site.url}/settings/keyboard`)
  await page.getByRole('button', { name: 'Change the keys of: Next chat', exact: true }).click()
  const box = page.getByRole('textbox', { name: 'Press the new keys' })
  await box.press('k')
  await page.getByText('These are the keys of: Previous chat').waitFor()
  t.ok(await page.getByRole('button', { name: 'Save' }).isDisabled())
  await box.press('q')
  await answered(page, '"q"', () => page.getByRole('button', { name: 'Save' }).click())
  await page.goto(`${site.url}/inbox`)
  await page.getByRole('link', { name: /is this the bookshop/ }).waitFor()
  await page.keyboard.press('q')
  await page.waitForURL(/inbox\/\d+/)

  await page.goto(`${site.url}/settings/notifications`)
  await page.getByRole('switch', { name: 'Sound: Messages in your chats' }).press('Space')
  await page.getByRole('switch', { name: 'Keep quiet hours' }).press('Space')
  await answered(page, '22:15', () => page.getByLabel('From').fill('22:15'))
  await page.reload()
  const sound = page.getByRole('switch', { name: 'Sound: Messages in your chats' })
  await becomes(t, () => sound.isChecked(), false)
  await becomes(t, () => page.getByLabel('From').inputValue(), '22:15')
}

async function languages(t: Test, { page, site }: Desk): Promise<void> {
  const loaded: string[] = []
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  await page.goto(`${site.url}/settings/appearance`)
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

async function offline({ page, site }: Desk): Promise<void> {
  await page.goto(`${site.url}/settings/profile`)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await page.reload()
  await settle(page)
  await page.context().setOffline(true)
  await page.reload()
  await page.getByRole('heading', { name: 'Profile' }).waitFor()
  await page.getByText('You are offline').waitFor()
  await page.context().setOffline(false)
  await page.getByText('You are offline').waitFor({ state: 'detached' })
  await page.waitForFunction(() => document.title.includes('Profile'))
}
