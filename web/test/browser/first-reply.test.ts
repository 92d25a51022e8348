import t from 'tap'

import { ada, composer, needs, row, startSite, whatsapp } from './site.ts'

t.test('from nothing to the first answered customer', needs, async (t) => {
  const site = await startSite(t)
  const page = await site.open()

  await page.goto(site.url)
  await page.getByLabel('Your name').fill(ada.name)
  await page.getByLabel('E-mail').fill(ada.email)
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Use at least 8 characters').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(ada.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL('**/welcome')
  t.pass('the first person is in, and welcomed')

  await page.goto(`${site.url}/inbox`)
  await page.getByText('No open chats').waitFor()
  await site.control('acts', {
    account: whatsapp,
    person: 'p1',
    kind: 'text',
    text: 'Are you open?',
  })
  await row(page, 'Ana Lima').waitFor()
  t.match(await row(page, 'Ana Lima').innerText(), /Are you open\?/)
  await page.waitForFunction(() => document.title.startsWith('(1) '))

  await row(page, 'Ana Lima').click()
  await page.getByRole('heading', { level: 1, name: 'Ana Lima' }).waitFor()
  await page.locator('article', { hasText: 'Are you open?' }).waitFor()
  await composer(page).fill('Yes, until six.')
  await composer(page).press('Enter')
  await page.getByText(/Sends in \d/).waitFor()
  await page.getByRole('button', { name: 'Send now' }).click()
  const reply = page.locator('article', { hasText: 'Yes, until six.' })
  await reply.getByText(/^(Delivered|Read)$/).waitFor()
  const { messages } = await site.control<{ messages: { text?: string }[] }>(
    `messages?account=${whatsapp}&person=p1`,
  )
  t.ok(JSON.stringify(messages).includes('Yes, until six.'), 'the customer has it')
  t.equal(await composer(page).inputValue(), '')
  await page.waitForFunction(() => !document.title.startsWith('('))
  t.strictSame(page.faults, [], 'no errors, no requests to anyone else')
})

t.test('a message is taken back while it is held, and stays in the composer', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const asAda = await site.as(ada)
  // A busy machine may need longer for a click than a person.
  await asAda('PATCH', '/api/auth/me', { preferences: { undoSeconds: 30 } })
  await site.control('acts', { account: whatsapp, person: 'p1', kind: 'text', text: 'Hello' })
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').click()
  await composer(page).fill('Not so fast')
  await composer(page).press('Enter')
  await page.getByRole('button', { name: 'Undo' }).click()
  t.equal(await composer(page).inputValue(), 'Not so fast')

  await page.reload()
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.value === 'Not so fast',
  )
  const other = await site.open()
  await site.signIn(other, ada)
  await row(other, 'Ana Lima').click()
  await other.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.value === 'Not so fast',
  )
  t.pass('after a reload, and on another device')
  t.strictSame(page.faults, [])
})
