import t from 'tap'

import { until } from '../../../plugins/test/until.ts'
import { answered, composer, createAccount, row, said, sendNow } from './page.ts'
import { ada, needs, startSite, whatsapp } from './site.ts'

t.test('from nothing to the first answered customer', needs, async (t) => {
  const site = await startSite(t)
  const page = await site.open()

  await page.goto(site.url)
  await page.getByLabel('Your name').fill(ada.name)
  await page.getByLabel('E-mail').fill(ada.email)
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Use at least 8 characters').waitFor()
  await createAccount(page, site.url, ada)
  await page.waitForURL('**/welcome')
  t.pass('the first person is in, and welcomed')
  const asAda = await site.as(ada)
  await asAda('PATCH', '/api/auth/me', { preferences: { undoSeconds: 45 } })

  await answered(page, /GET \/api\/auth\/me$/, () => page.goto(`${site.url}/inbox`))
  await page.getByText('No open chats').waitFor()
  await site.write('Are you open?')
  await row(page, 'Ana Lima').getByText('Are you open?').waitFor()
  await page.waitForFunction(() => document.title.startsWith('(1) '))

  await row(page, 'Ana Lima').click()
  await page.getByRole('heading', { level: 1, name: 'Ana Lima' }).waitFor()
  await said(page, 'Are you open?').waitFor()
  await composer(page).fill('Yes, until six.')
  await composer(page).press('Enter')
  await page.getByText(/Sends in \d/).waitFor()
  await page.getByRole('button', { name: 'Send now' }).click()
  await said(page, 'Yes, until six.')
    .getByText(/^(Delivered|Read)$/)
    .waitFor()
  const { messages } = await site.control<{ messages: { text?: string }[] }>(
    `messages?account=${whatsapp}&person=p1`,
  )
  t.ok(JSON.stringify(messages).includes('Yes, until six.'), 'the customer has it')
  t.equal(await composer(page).inputValue(), '')
  await page.waitForFunction(() => !document.title.startsWith('('))
  t.strictSame(site.faults, [], 'no errors, no requests to anyone else')
})

t.test('a message is taken back while it is held, and stays in the composer', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  await site.write('Hello')
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').click()
  await composer(page).fill('Not so fast')
  await composer(page).press('Enter')
  await page.getByRole('button', { name: 'Undo' }).click()
  async function holdsText(): Promise<void> {
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.value === 'Not so fast',
    )
  }
  await holdsText()
  await page.reload()
  await holdsText()

  const [, chatId] = /inbox\/(\d+)/.exec(page.url()) ?? []
  await until(async () =>
    JSON.stringify(await asAda('GET', `/api/drafts/chat/${chatId}`)).includes('Not so fast'),
  )
  await page.context().close()
  const other = await site.open()
  await site.signIn(other, ada)
  await row(other, 'Ana Lima').click()
  await other.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('[data-composer]')?.value === 'Not so fast',
  )
  t.pass('after a reload, and on another device')
  await sendNow(other)
  await said(other, 'Not so fast')
    .getByText(/^(Delivered|Read)$/)
    .waitFor()
  t.strictSame(site.faults, [])
})
