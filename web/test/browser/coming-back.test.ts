import t, { type Test } from 'tap'

import { becomes, composer, row, said, sendNow } from './page.ts'
import { ada, needs, startSite, whatsapp } from './site.ts'

interface Listed {
  readonly id: string
  readonly contact: { readonly name: string }
  readonly lastMessage: { readonly text: string }
}

t.test('a connection that comes and goes', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  const people: string[] = []
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) {
    const phone = `4915550000${people.length}`
    people.push((await site.control('people', { name: `Customer ${name}`, phone })).id)
  }
  async function write(index: number, text: string): Promise<void> {
    await site.control('acts', { account: whatsapp, person: people[index], kind: 'text', text })
  }
  for (let index = 0; index < 6; index += 1) await write(index, `Question ${index}`)
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Customer Six').waitFor()

  async function openChats(): Promise<readonly Listed[]> {
    await site.control('settle', {})
    return (await asAda<{ items: Listed[] }>('GET', '/api/chats?status=open')).items
  }
  async function change(name: string, patch: object): Promise<void> {
    const chat = (await openChats()).find(({ contact }) => contact.name === name)
    await asAda('PATCH', `/api/chats/${chat?.id}`, patch)
  }
  /**
   * The list on the screen becomes the list that the server would give now: the same chats, order and last words. Which
   * words are the last may be ours: WhatsApp tells times in whole seconds.
   */
  async function isUpToDate(t: Test): Promise<void> {
    const wanted = (await openChats()).map(({ id, lastMessage }) => `${id} ${lastMessage.text}`)
    const rows = page.locator('[data-chat]')
    async function shown(): Promise<readonly string[]> {
      const all = await rows.evaluateAll((links) =>
        links.map(
          (link) => `${link.getAttribute('data-chat')} ${link.querySelector('[dir]')?.textContent}`,
        ),
      )
      return all.map((row) => row.replace(/You: \u2068(.*)\u2069$/, '$1'))
    }
    await becomes(t, shown, wanted)
  }

  await t.test('what happened meanwhile is caught up, without a reload', async (t) => {
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    await page.context().setOffline(true)
    await write(0, 'Are you there?')
    await write(3, 'Hello?')
    await change('Customer Two', { status: 'closed' })
    await page.getByText('You are offline').waitFor()
    await page.context().setOffline(false)
    await isUpToDate(t)
    t.equal(await page.evaluate(() => 'isSamePage' in window), true)
  })

  await t.test('what was written offline is sent once, even after a reload', async (t) => {
    await row(page, 'Customer One').click()
    await said(page, 'Are you there?').waitFor()
    await page.context().setOffline(true)
    await composer(page).fill('Written on the train')
    await sendNow(page)
    await page.getByText('Waiting to be sent').waitFor()
    await page.context().setOffline(false)
    await page.reload()
    const sent = page.locator('article', { hasText: 'Written on the train' })
    await sent.getByText(/^(Delivered|Read)$/).waitFor()
    t.equal(await sent.count(), 1)
    const { messages } = await site.control<{ messages: object[] }>(
      `messages?account=${whatsapp}&person=${people[0]}`,
    )
    const times = messages.filter((each) => JSON.stringify(each).includes('on the train'))
    t.equal(times.length, 1, 'the customer got it once')
  })

  await t.test('any burst of events leaves what a fresh load would show', async (t) => {
    const rounds = Array.from({ length: 30 }, (_, round) =>
      write((round * 5) % 6, `Round ${round}`),
    )
    await Promise.all(rounds)
    await change('Customer Four', { status: 'snoozed' })
    await change('Customer Five', { assigneeId: '1', priority: 'high' })
    await page.mouse.move(1200, 300)
    await isUpToDate(t)
    await page.reload()
    await isUpToDate(t)
  })

  await t.test('a session that ends is begun again in place, and the draft is kept', async (t) => {
    await row(page, 'Customer Six').click()
    await page.getByRole('heading', { level: 1, name: 'Customer Six' }).waitFor()
    await composer(page).fill('Half a sentence')
    const token = page.waitForRequest((request) => 'authorization' in request.headers())
    await page.getByRole('button', { name: 'More about this chat' }).click()
    await page.getByRole('menuitem', { name: 'Mark unread' }).click()
    const { authorization = '' } = (await token).headers()
    await fetch(`${site.url}/api/auth/logout`, {
      method: 'POST',
      headers: { authorization, origin: site.url, 'content-type': 'application/json' },
      body: '{}',
    })
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await dialog.getByLabel('Password', { exact: true }).fill(ada.password)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    t.equal(await composer(page).inputValue(), 'Half a sentence')
    await write(5, 'And now?')
    await said(page, 'And now?').waitFor()
  })
})
