/** The list of chats and the panes around it, as an agent arranges them. */
import t from 'tap'

import { item, names, openChat, openInbox, withCustomers } from './customers.ts'
import { answered, becomes, composer, row, sendNow } from './page.ts'
import { ada, needs, startSite } from './site.ts'

t.test('rows and panes', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await withCustomers(site)
  const page = await openInbox(site)

  await t.test('a right click on a row reads its chat without opening it', async (t) => {
    await row(page, 'Customer Two').click({ button: 'right' })
    await answered(page, /^POST .*\/read$/, () => item(page, 'Mark read').click())
    await row(page, 'Customer Two').getByTitle('1 unread message').waitFor({ state: 'detached' })
    t.match(page.url(), /\/inbox$/)
  })

  await t.test('what was not read comes first, if so wished', async (t) => {
    await becomes(t, () => names(page), ['Customer Three', 'Customer Two', 'Customer One'])
    await page.getByRole('button', { name: 'Sort' }).click()
    await item(page, 'Unread first').click()
    await page.waitForURL(/sort=unread/)
    await becomes(t, () => names(page), ['Customer Three', 'Customer One', 'Customer Two'])
  })

  await t.test('by key the row in hand sleeps until a time that is typed', async () => {
    await row(page, 'Customer One').focus()
    await page.keyboard.press('.')
    await item(page, 'Snooze…').press('Enter')
    await page.getByPlaceholder('friday 14:30').fill('in 3 days')
    await answered(page, '"snoozed"', () => page.keyboard.press('Enter'))
    await row(page, 'Customer One').waitFor({ state: 'detached' })
  })

  await t.test('only those who wait are listed, if so wished', async (t) => {
    await page.goto(`${site.url}/inbox?waiting=true`)
    await becomes(t, () => names(page), ['Customer Three', 'Customer Two'])
    await openChat(page, 'Customer Three')
    await composer(page).fill('Answered')
    await sendNow(page)
    await becomes(t, () => names(page), ['Customer Two'])
  })

  await t.test('the side panes are as wide as one likes, and stay so', async (t) => {
    const edge = page.getByRole('separator', { name: 'Width of the chat list' })
    const list = page.locator('#chats')
    async function width(): Promise<number> {
      return Math.round((await list.boundingBox())?.width ?? 0)
    }
    await becomes(t, width, 312)
    await edge.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await becomes(t, width, 344)
    t.equal(await edge.getAttribute('aria-valuenow'), '344')
    const box = await edge.boundingBox()
    const from = { x: (box?.x ?? 0) + 4, y: 400 }
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(from.x + 30, from.y, { steps: 4 })
    await page.mouse.up()
    await becomes(t, width, 374)
    await page.reload()
    await row(page, 'Customer Two').waitFor()
    await becomes(t, width, 374)
    await edge.click()
    await becomes(t, width, 403)
    await edge.press('Enter')
    await becomes(t, width, 312)
  })

  await t.test('the place of the first steps is kept from the first paint on', async (t) => {
    const steps = page.locator('[data-first-steps]')
    const last = page.getByRole('link', { name: 'Invite a colleague' })
    await last.waitFor()
    const height = (await steps.boundingBox())?.height
    // Every height that the place had while there was a list below it.
    await page.addInitScript(() => {
      const seen: number[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(() => {
        if (!document.querySelector('#chats')) return
        const place = document.querySelector('[data-first-steps]')
        const height = place?.getBoundingClientRect().height ?? 0
        if (seen.at(-1) !== height) seen.push(height)
      }).observe(document, { childList: true, subtree: true })
    })
    await page.reload()
    await last.waitFor()
    t.strictSame(await page.evaluate('seen'), [height])
    await answered(page, 'dismissed', () =>
      page.getByRole('button', { name: 'Do not show this again' }).click(),
    )
    await steps.waitFor({ state: 'detached' })
    await page.reload()
    await row(page, 'Customer Two').waitFor()
    t.strictSame(await page.evaluate('seen'), [0], 'where they were sent away, nothing is kept')
  })
  t.strictSame(site.faults, [])
})
