import t, { type Test } from 'tap'

import { ada, composer, needs, row, startSite, whatsapp } from './site.ts'

declare global {
  // A page's own global, so that a test asks for it in two ways.
  var shownChats: () => readonly string[]
}
interface Listed {
  readonly id: string
  readonly lastMessage: { readonly text: string }
}

t.test('a connection that comes and goes', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const asAda = await site.as(ada)
  const people: string[] = []
  for (const name of ['One', 'Two', 'Three', 'Four', 'Five', 'Six']) {
    const phone = `4915550000${people.length}`
    people.push((await site.control('people', { name: `Customer ${name}`, phone })).id)
  }
  async function write(person: number, text: string): Promise<void> {
    await site.control('acts', { account: whatsapp, person: people[person], kind: 'text', text })
  }
  for (let index = 0; index < 6; index += 1) await write(index, `Question ${index}`)
  const page = await site.open()
  await page.addInitScript(() => {
    globalThis.shownChats = () =>
      [...document.querySelectorAll<HTMLElement>('[data-chat]')].map(
        (link) => `${link.dataset['chat']} ${link.querySelector('[dir]')?.textContent}`,
      )
  })
  await site.signIn(page, ada)
  await row(page, 'Customer Six').waitFor()

  /** The list on the screen becomes the list that the server would give now: the same chats, order and last words. */
  async function isUpToDate(t: Test): Promise<void> {
    await site.control('settle', {})
    const { items } = (await asAda('GET', '/api/chats?status=open')) as { items: Listed[] }
    const wanted = items.map(({ id, lastMessage }) => `${id} ${lastMessage.text}`)
    await page
      .waitForFunction(
        (expected) => globalThis.shownChats().join('\n') === expected,
        wanted.join('\n'),
        { timeout: 50_000 },
      )
      .catch(() => {
        // What is shown instead says more than that it did not come.
      })
    t.same(await page.evaluate(() => globalThis.shownChats()), wanted)
  }

  await t.test('what happened meanwhile is caught up, without a reload', async (t) => {
    await page.evaluate(() => Object.assign(window, { isSamePage: true }))
    await page.context().setOffline(true)
    await write(0, 'Are you there?')
    await write(3, 'Hello?')
    await site.control('settle', {})
    const { items } = (await asAda('GET', '/api/chats?status=open')) as { items: Listed[] }
    await asAda('PATCH', `/api/chats/${items.at(-1)?.id}`, { status: 'closed' })
    await page.getByText('You are offline').waitFor()
    await page.context().setOffline(false)
    await isUpToDate(t)
    t.equal(await page.evaluate(() => 'isSamePage' in window), true)
  })

  await t.test('what was written offline is sent once, even after a reload', async (t) => {
    await row(page, 'Customer One').click()
    await page.locator('article').first().waitFor()
    await page.context().setOffline(true)
    await composer(page).fill('Written on the train')
    await composer(page).press('Enter')
    await page.getByRole('button', { name: 'Send now' }).click()
    await page.getByText('Waiting to be sent').waitFor({ timeout: 20_000 })
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
    t.setTimeout(120_000)
    const rounds = Array.from({ length: 30 }, (_, round) =>
      write((round * 5) % 6, `Round ${round}`),
    )
    await Promise.all(rounds)
    const { items } = (await asAda('GET', '/api/chats?status=open')) as { items: Listed[] }
    await asAda('PATCH', `/api/chats/${items[1]?.id}`, { status: 'snoozed' })
    await asAda('PATCH', `/api/chats/${items[2]?.id}`, { assigneeId: '1', priority: 'high' })
    await page.mouse.move(1200, 300)
    await isUpToDate(t)
    await page.reload()
    await isUpToDate(t)
  })

  await t.test('a session that ends is begun again in place, and the draft is kept', async (t) => {
    await row(page, 'Customer Two').click()
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
    await dialog.waitFor({ state: 'hidden' })
    t.equal(await composer(page).inputValue(), 'Half a sentence')
    await write(1, 'And now?')
    await page.locator('article', { hasText: 'And now?' }).waitFor()
  })
})
