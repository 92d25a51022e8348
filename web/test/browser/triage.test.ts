import t, { type Test } from 'tap'

import { becomes, composer, row, said } from './page.ts'
import { ada, needs, startSite, whatsapp } from './site.ts'

t.test('a morning’s list', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  const people = ['One', 'Two', 'Three', 'Four']
  for (const [at, name] of people.entries()) {
    const phone = `4915550000${at}`
    const { id } = await site.control('people', { name: `Customer ${name}`, phone })
    await site.write('Hello', { account: whatsapp, person: id })
  }
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Customer One').waitFor()
  async function shows(t: Test, names: readonly string[]): Promise<void> {
    const rows = page.locator('[data-chat]')
    await becomes(
      t,
      () => rows.evaluateAll((all) => all.map((row) => row.querySelector('bdi')?.textContent)),
      names.map((name) => `Customer ${name}`),
    )
  }
  const undo = page.getByRole('alertdialog').getByRole('button', { name: 'Undo' })

  await t.test('many chats are closed at once and come back, also under the pointer', async (t) => {
    await shows(t, ['Four', 'Three', 'Two', 'One'])
    await row(page, 'Customer Four').click()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+J')
    await page.getByText('2 selected').waitFor()
    const bar = page.getByRole('toolbar', { name: 'Select chats' })
    await bar.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByText('2 chats changed').waitFor()
    await shows(t, ['Two', 'One'])
    await undo.click()
    await shows(t, ['Four', 'Three', 'Two', 'One'])
  })

  await t.test('a chat sleeps until the time that was typed, and is woken again', async (t) => {
    await row(page, 'Customer Two').click()
    await page.getByRole('heading', { level: 1, name: 'Customer Two' }).waitFor()
    await page.locator('[data-region="thread"] [data-region-focus]').focus()
    await page.keyboard.press('s')
    await page.getByPlaceholder('friday 14:30').fill('in 3 days')
    await page.keyboard.press('Enter')
    await undo.waitFor()
    await shows(t, ['Four', 'Three', 'One'])
    await undo.waitFor()
    await page.keyboard.press('Control+z')
    await shows(t, ['Four', 'Three', 'Two', 'One'])
  })

  await t.test('what would be sent too late for its window says so, and waits', async (t) => {
    await row(page, 'Customer One').click()
    await page.getByRole('heading', { level: 1, name: 'Customer One' }).waitFor()
    async function sendLater(when: string): Promise<void> {
      await page.getByRole('button', { name: 'More ways to send' }).click()
      await page.getByRole('menuitem', { name: 'Send later…' }).click()
      await page.getByPlaceholder('friday 14:30').fill(when)
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Send now' }).click()
    }
    await composer(page).fill('Good morning')
    await sendLater('in 3 days')
    const message = said(page, 'Good morning')
    await message.getByText(/the time for free answers will be over/).waitFor()
    await message.getByRole('button', { name: 'Edit' }).click()
    await becomes(t, () => composer(page).inputValue(), 'Good morning')
    await sendLater('in 3 hours')
    await message
      .getByText(/^Scheduled|^Will be sent|goes out/i)
      .first()
      .waitFor()
  })
  await t.test('a key meant for the next chat never reaches the last one', async (t) => {
    await row(page, 'Customer Four').click()
    await page.getByRole('heading', { level: 1, name: 'Customer Four' }).waitFor()
    await Promise.all([page.keyboard.press('j'), page.keyboard.press('e')])
    await page
      .getByRole('heading', { level: 1, name: 'Customer Four' })
      .waitFor({ state: 'detached' })
    await page.waitForLoadState('networkidle')
    const { items } = await asAda<{ items: { contact: { name: string } }[] }>('GET', '/api/chats')
    t.ok(
      items.some(({ contact }) => contact.name === 'Customer Four'),
      'it is open',
    )
  })
  t.strictSame(site.faults, [])
})
