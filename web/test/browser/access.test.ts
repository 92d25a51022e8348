import t from 'tap'

import { violations } from './desk.ts'
import { ada, composer, needs, row, startSite, whatsapp } from './site.ts'

t.test('everyone can use the inbox', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const at = Date.now() - 30 * 3_600_000
  await site.control('acts', { account: whatsapp, person: 'p3', kind: 'text', text: 'Hello?', at })
  for (const text of ['One', 'Two', 'Three']) {
    await site.control('acts', { account: whatsapp, person: 'p1', kind: 'text', text })
  }
  await site.control('settle', {})

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 1024, 360]) {
      await t.test(`axe finds nothing, ${colorScheme}, ${width} px`, async (t) => {
        const viewport = { width, height: 800 }
        const page = await site.open({ colorScheme, viewport })
        await page.goto(`${site.url}/login`)
        await page.getByLabel('E-mail').waitFor()
        t.strictSame(await violations(page), [], 'signing in')
        await site.signIn(page, ada)
        await row(page, 'Ana Lima').waitFor()
        t.strictSame(await violations(page), [], 'the list')
        await row(page, 'Ana Lima').click()
        await page.locator('article', { hasText: 'Three' }).waitFor()
        t.strictSame(await violations(page), [], 'a chat')
        await page.getByRole('button', { name: 'Note', exact: true }).click()
        await composer(page).fill('for us')
        t.strictSame(await violations(page), [], 'a note')
        await page.getByRole('button', { name: 'More about this chat' }).click()
        await page.getByRole('menu').waitFor()
        t.strictSame(await violations(page), [], 'a menu')
        await page.keyboard.press('Escape')
        const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        t.equal(isWider, false, 'nothing scrolls sideways')
        await page.context().close()
      })
    }
  }

  await t.test('a morning’s work with the keyboard alone', async (t) => {
    const page = await site.open()
    await site.signIn(page, ada)
    await row(page, 'Ana Lima').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 1, name: 'Ana Lima' }).waitFor()
    await page.keyboard.press('i')
    await row(page, 'Ana Lima').getByTitle('Assigned to Ada Lovelace').waitFor()
    await page.keyboard.press('l')
    await page.getByRole('dialog', { name: 'Labels' }).waitFor()
    await page.keyboard.type('books')
    await page.getByRole('option', { name: /Create/ }).waitFor()
    await page.keyboard.press('Enter')
    await row(page, 'Ana Lima').getByText('books').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Labels' }).waitFor({ state: 'hidden' })
    await page.keyboard.press('r')
    await page.waitForFunction(() => document.activeElement?.matches('[data-composer]'))
    await page.keyboard.type('jek, we have it: e, s, a are letters here')
    t.equal(await composer(page).inputValue(), 'jek, we have it: e, s, a are letters here')
    await page.keyboard.press('Control+Enter')
    await page.getByText(/Sends in/).waitFor()
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.matches('[data-region-focus]'))
    await page.keyboard.press('ArrowUp')
    t.equal(await page.evaluate(() => document.activeElement?.tagName), 'ARTICLE')
    await page.keyboard.press('e')
    await page.getByText('Chat closed').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Mia Sundqvist' }).waitFor()
    await page.keyboard.press('Control+z')
    await row(page, 'Ana Lima').waitFor()
    await page.keyboard.press('s')
    await page.getByRole('dialog', { name: 'Snooze' }).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.waitForFunction(() => document.activeElement?.matches('[data-search]'))
    await page.keyboard.press('Escape')
    await page.keyboard.press('F6')
    t.ok(await page.evaluate(() => document.activeElement?.closest('[data-region]') !== null))
    t.strictSame(page.faults, [])
  })
})
