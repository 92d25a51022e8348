import t from 'tap'

import { becomes, composer, row, said, sendNow } from './page.ts'
import { ada, bo, needs, startSite, whatsapp } from './site.ts'

t.test('two people in one chat', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await site.register(bo)
  await site.write('Hello')
  const first = await site.open()
  const second = await site.open()
  await site.signIn(first, ada)
  await site.signIn(second, bo)
  await row(first, 'Ana Lima').click()
  await row(second, 'Ana Lima').click()

  await t.test('see that the other looks, and writes', async () => {
    await first.getByText('Bo Li is looking at this chat').waitFor()
    await second.bringToFront()
    // The sign fades some seconds after the last letter.
    await Promise.all([
      first.getByText('Bo Li is writing a reply').waitFor(),
      composer(second).pressSequentially('Let me'),
    ])
  })

  await t.test('mention each other in notes', async (t) => {
    await first.bringToFront()
    await first.getByRole('button', { name: 'Note', exact: true }).click()
    await composer(first).pressSequentially('@Bo')
    await first.getByRole('list', { name: 'Colleagues' }).getByText('Bo Li').waitFor()
    await composer(first).press('Enter')
    await composer(first).pressSequentially('has he paid?')
    await composer(first).press('Enter')
    await second.locator('[data-note]', { hasText: 'has he paid?' }).waitFor()
    await first.locator('[data-note]', { hasText: 'has he paid?' }).waitFor()
    const { messages } = await site.control<{ messages: unknown[] }>(
      `messages?account=${whatsapp}&person=p1`,
    )
    t.notOk(JSON.stringify(messages).includes('paid'), 'the customer never sees a note')
  })

  await t.test('do not answer past each other', async (t) => {
    await first.getByRole('button', { name: 'Reply', exact: true }).click()
    await composer(first).fill('We ship tomorrow')
    // Her screen hears nothing while Bo answers.
    await first.context().setOffline(true)
    await composer(second).fill('We ship today')
    await sendNow(second)
    await said(second, 'We ship today')
      .getByText(/^(Delivered|Read)$/)
      .waitFor()
    await sendNow(first)
    await first.getByText('Waiting to be sent').waitFor()
    await first.context().setOffline(false)
    await first.getByText(/New messages came while you wrote/).waitFor()
    await said(first, 'We ship today').waitFor()
    await first.getByRole('button', { name: 'Edit', exact: true }).last().click()
    // back in the composer
    await becomes(t, () => composer(first).inputValue(), 'We ship tomorrow')
  })

  await t.test('see at once what the other does with the chat', async () => {
    await second.locator('[data-region="thread"] [data-region-focus]').focus()
    await second.keyboard.press('i')
    await row(first, 'Ana Lima').getByTitle('Assigned to Bo Li').waitFor()
    await first.getByText('Bo Li took the chat').waitFor()
    await second.keyboard.press('e')
    await first.getByText('Bo Li closed the chat').waitFor()
    await row(first, 'Ana Lima').waitFor({ state: 'detached' })
  })
})
