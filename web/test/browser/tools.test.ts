/** What an agent has at hand beside reading and answering: forwarding, saying again, days, signatures, the board. */
import { join } from 'node:path'

import pg from 'pg'
import type { Locator } from 'playwright-core'
import t, { type Test } from 'tap'

import { violations } from './axe.ts'
import { item, names, openChat, openInbox, withCustomers } from './customers.ts'
import { answered, becomes, composer, focused, row, said, sendNow } from './page.ts'
import { ada, needs, type Site, startSite, whatsapp } from './site.ts'

/** From the message itself: Enter opens its menu. */
async function openMenuOf(message: Locator): Promise<void> {
  await message.focus()
  await message.press('Enter')
  await message.page().getByRole('menu').waitFor()
}

t.test('an agent’s tools', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  const person = await withCustomers(site)
  const page = await openInbox(site)
  await openChat(page, 'Customer One')

  await t.test('a message is forwarded into the composer of another chat', async (t) => {
    await openMenuOf(said(page, 'Hello from One'))
    await item(page, 'Forward…').click()
    const field = page.getByRole('combobox', { name: 'Forward to' })
    await focused(field)
    await field.fill('Two')
    await page.getByRole('option', { name: /Customer Two/ }).waitFor()
    await field.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Customer Two' }).waitFor()
    await becomes(t, () => composer(page).inputValue(), 'Hello from One')
  })

  await t.test('and sent, and the next chat opens', async () => {
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await item(page, 'Send and open the next').click()
    await page.getByRole('heading', { level: 1, name: 'Customer One' }).waitFor()
    await openChat(page, 'Customer Two')
    const forwarded = said(page, 'Hello from One')
    await forwarded.getByRole('button', { name: 'Send now' }).click()
    await forwarded.getByTitle(/^(Sent|Delivered|Read)$/).waitFor()
  })

  await t.test('what failed is edited and sent anew, or sent as a template', async (t) => {
    await openChat(page, 'Customer Three')
    await site.control('faults', { kind: 'error', code: 131026, channel: 'whatsapp' })
    await composer(page).fill('Will it arive?')
    await sendNow(page)
    const failed = said(page, 'Will it arive?')
    await failed.getByRole('button', { name: 'Use a template' }).waitFor()
    await failed.getByRole('button', { name: 'Edit and send again' }).click()
    await becomes(t, () => composer(page).inputValue(), 'Will it arive?')
    await composer(page).fill('Will it arrive?')
    t.equal(await failed.count(), 1, 'and the failure is still told')
    await fetch(`${site.url}/simulator/control/faults`, { method: 'DELETE' })
  })

  await t.test('a day is gone to, with what was said then in sight', async () => {
    await writeLongAgo(site, 'Hello from Two')
    await openChat(page, 'Customer Two')
    await page.locator('[data-region="thread"] [data-region-focus]').focus()
    await page.keyboard.press('d')
    await page.getByLabel('Day', { exact: true }).fill('2026-03-05')
    await page.keyboard.press('Enter')
    await said(page, 'Said on day 5.').waitFor()
    await page.waitForFunction(
      (text) => document.activeElement?.textContent?.includes(text),
      'Said on day 5.',
    )
  })

  await t.test('a link shows where it leads before anybody goes there', async (t) => {
    await openChat(page, 'Customer One')
    await site.write('See https://localhost/books', { account: whatsapp, person })
    const link = said(page, 'https://localhost/books').getByRole('link')
    await link.focus()
    const card = page.locator('[data-link-card]')
    await card.getByText('This page says nothing of itself').waitFor()
    t.strictSame(await violations(page), [])
    await link.press('Escape')
    await card.waitFor({ state: 'detached' })
  })

  await t.test('a reply is signed, and what is taken back is not', async (t) => {
    await asAda('PATCH', '/api/auth/me', { preferences: { signature: '– Ada' } })
    await page.reload()
    await openChat(page, 'Customer One')
    await composer(page).fill('See you')
    await page.getByTitle('Signature').waitFor()
    await composer(page).press('Control+Enter')
    const message = said(page, 'See you')
    await message.getByText('– Ada').waitFor()
    await message.getByRole('button', { name: 'Undo' }).click()
    await becomes(t, () => composer(page).inputValue(), 'See you')
    await sendNow(page)
    await message.getByTitle(/^(Sent|Delivered|Read)$/).waitFor()
    await message.getByText('– Ada').waitFor()
  })

  await t.test('a favourite is the first of the templates, also after a reload', async (t) => {
    const list = page.locator('[data-region="composer"] li strong')
    await page.getByRole('button', { name: 'Use a template' }).click()
    await list.first().waitFor()
    const last = (await list.last().textContent()) ?? ''
    const star = page.locator('li', { hasText: last }).getByRole('button', { name: 'Favourite' })
    await answered(page, 'favouriteTemplates', () => star.click())
    await becomes(t, () => list.first().textContent(), last)
    await page.reload()
    await said(page, 'Hello from One').waitFor()
    await page.getByRole('button', { name: 'Use a template' }).click()
    await becomes(t, () => list.first().textContent(), last)
    t.equal(await star.getAttribute('aria-pressed'), 'true')
  })

  t.strictSame(site.faults, [])
})

/** Two hundred days of one chat, written past the channel, which knows no past. */
async function writeLongAgo(site: Site, lastWords: string): Promise<void> {
  const host = join(site.folder, 'run')
  const client = new pg.Client({ host, user: 'parley', database: 'parley' })
  await client.connect()
  await client.query(
    `insert into messages (chat_id, connection_id, external_id, direction, kind, text, author_type, status, sent_at)
     select m.chat_id, m.connection_id, 'day-' || n, 'in', 'text', 'Said on day ' || n || '.', 'contact', 'received',
       timestamptz '2026-02-28 12:00Z' + n * interval '1 day'
     from messages m, generate_series(1, 200) n where m.text = $1 and m.direction = 'in'`,
    [lastWords],
  )
  await client.end()
}

t.test('the desk as it is now', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await withCustomers(site)
  const page = await openInbox(site)

  await t.test('the board shows the desk, and each number leads to its chats', async (t) => {
    await row(page, 'Customer Two').click({ button: 'right' })
    await answered(page, 'assigneeId', () => item(page, 'Assign to me').click())
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await page.getByRole('heading', { level: 1, name: 'Live board' }).waitFor()
    const people = page.getByRole('region', { name: 'Who has how much to do' })
    await people.getByRole('row', { name: 'Ada Lovelace Online 1 1' }).waitFor()
    await page.locator('dl > div', { hasText: 'Waiting' }).getByText('3', { exact: true }).waitFor()
    await site.write('One more', { account: whatsapp, person: 'p1' })
    await page.locator('dl > div', { hasText: 'Waiting' }).getByText('4', { exact: true }).waitFor()
    await people.getByRole('link', { name: '1', exact: true }).last().click()
    await page.waitForURL(/assigneeId=\d+&sort=waiting&waiting=true/)
    await becomes(t, () => names(page), ['Customer Two'])
  })
  await t.test('none of it has faults of accessibility', (t) => inspect(t, site))
})

async function inspect(t: Pick<Test, 'strictSame' | 'equal'>, site: Site): Promise<void> {
  for (const look of [
    { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    { colorScheme: 'dark', viewport: { width: 360, height: 800 } },
  ] as const) {
    const page = await openInbox(site, look)
    async function judge(name: string): Promise<void> {
      t.strictSame(await violations(page), [], `${name}, ${look.viewport.width} px`)
    }
    await row(page, 'Customer One').focus()
    await page.keyboard.press('.')
    await item(page, 'Labels…').waitFor()
    await judge('the menu of a row')
    await item(page, 'Labels…').press('Enter')
    await page.getByRole('dialog', { name: 'Labels' }).waitFor()
    await judge('its labels')
    await page.keyboard.press('Escape')
    await openChat(page, 'Customer One')
    await openMenuOf(said(page, 'Hello from One'))
    await item(page, 'Forward…').click()
    await focused(page.getByRole('combobox', { name: 'Forward to' }))
    await judge('forwarding')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Today' }).click()
    await page.getByLabel('Day', { exact: true }).waitFor()
    await judge('a day')
    await page.goto(`${site.url}/reports/live`)
    await page.getByRole('row', { name: /Ada Lovelace/ }).waitFor()
    await judge('the board')
    const isTooWide = await page.evaluate(() => document.body.scrollWidth > window.innerWidth)
    t.equal(isTooWide, false)
    await page.context().close()
  }
  t.strictSame(site.faults, [])
}
