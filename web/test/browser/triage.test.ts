import t from 'tap'

import { ada, composer, needs, row, startSite, whatsapp } from './site.ts'

t.test('a morning’s list', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const people = ['One', 'Two', 'Three', 'Four']
  for (const [at, name] of people.entries()) {
    const phone = `4915550000${at}`
    const { id } = await site.control('people', { name: `Customer ${name}`, phone })
    await site.control('acts', { account: whatsapp, person: id, kind: 'text', text: 'Hello' })
  }
  await site.control('settle', {})
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Customer One').waitFor()
  function names() {
    return page
      .locator('[data-chat]')
      .evaluateAll((rows) =>
        rows.map((each) => /Customer (?:One|Two|Three|Four)/.exec(each.textContent ?? '')?.[0]),
      )
  }

  await t.test('many chats are closed at once and come back, also under the pointer', async (t) => {
    const before = await names()
    await row(page, 'Customer Four').click()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+J')
    await page.getByText('2 selected').waitFor()
    const bar = page.getByRole('toolbar', { name: 'Select chats' })
    await bar.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByText('2 chats changed').waitFor()
    await row(page, 'Customer Four').waitFor({ state: 'detached' })
    t.strictSame(await names(), ['Customer Two', 'Customer One'])
    await page.getByRole('button', { name: 'Undo' }).click()
    await row(page, 'Customer Four').waitFor()
    t.strictSame(await names(), before)
  })

  await t.test('a chat sleeps until the time that was typed, and is woken again', async (t) => {
    await row(page, 'Customer Two').click()
    await page.locator('[data-region="thread"] [data-region-focus]').focus()
    await page.keyboard.press('s')
    await page.getByPlaceholder('friday 14:30').fill('in 3 days')
    await page.keyboard.press('Enter')
    await page
      .getByText(/Snoozed until/)
      .first()
      .waitFor()
    await row(page, 'Customer Two').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+z')
    await row(page, 'Customer Two').waitFor()
    t.equal((await names()).length, 4)
  })

  await t.test('what would be sent too late for its window says so, and waits', async (t) => {
    await row(page, 'Customer One').click()
    await page.getByRole('heading', { level: 1, name: 'Customer One' }).waitFor()
    await composer(page).fill('Good morning')
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: 'Send later…' }).click()
    await page.getByPlaceholder('friday 14:30').fill('in 3 days')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Send now' }).click()
    const message = page.locator('article', { hasText: 'Good morning' })
    await message.getByText(/the time for free answers will be over/).waitFor()
    await message.getByRole('button', { name: 'Edit' }).click()
    t.equal(await composer(page).inputValue(), 'Good morning')
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: 'Send later…' }).click()
    await page.getByPlaceholder('friday 14:30').fill('in 3 hours')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Send now' }).click()
    await message
      .getByText(/^Scheduled|^Will be sent|goes out/i)
      .first()
      .waitFor()
  })
})
