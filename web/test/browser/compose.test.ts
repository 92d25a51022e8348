import t from 'tap'

import { png } from '../../../core/test/samples.ts'
import { violations } from './axe.ts'
import { answered, row, said } from './page.ts'
import { ada, messenger, needs, startSite, whatsapp } from './site.ts'

t.test('what is more than text and files is put together in the composer', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  for (const [account, person] of [
    [whatsapp, 'p1'],
    [messenger, 'p2'],
  ])
    await site.control('acts', { account, person, kind: 'text', text: 'What do you have?' })
  await site.control('settle', {})
  const page = await site.open({ viewport: { width: 1280, height: 900 } })
  await site.signIn(page, ada)
  const dialog = page.getByRole('dialog')

  async function choose(kind: string): Promise<void> {
    await page.getByRole('button', { name: 'More kinds of message' }).click()
    await dialog.getByRole('button', { name: new RegExp(`^${kind}`) }).click()
    await page.getByRole('dialog', { name: kind }).waitFor()
  }
  async function send(): Promise<void> {
    const button = dialog.getByRole('button', { name: 'Send', exact: true })
    await answered(page, /^POST \/api\/messages$/, () => button.click())
    await dialog.waitFor({ state: 'hidden' })
  }

  await t.test('a list, by the form of its kind', async (t) => {
    await row(page, 'Ana Lima').click()
    await choose('List')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.getByText('Please fill this in').first().waitFor()
    t.same(await violations(page), [])
    await dialog.getByLabel('Text').fill('When do you come?')
    await dialog.getByLabel('Label of the button that opens the list').fill('Times')
    await dialog.getByLabel('Title').fill('At nine')
    await send()
    await said(page, 'When do you come?').getByText('Times').click()
    await said(page, 'When do you come?').getByText('At nine').waitFor()
  })

  await t.test('a place that is asked for', async () => {
    await choose('Ask with one tap')
    await dialog.getByLabel('Text').fill('Where shall we go?')
    await dialog.getByText('Their location').click()
    await send()
    await said(page, 'Where shall we go?').getByText('Asks for their location').waitFor()
  })

  await t.test('a picture above buttons', async () => {
    const picture = { name: 'oak.png', mimeType: 'image/png', buffer: await png(40, 30) }
    const tools = page.getByRole('toolbar', { name: 'Add to the message' })
    await answered(page, /^POST \/api\/uploads$/, () =>
      tools.locator('input[type=file]').setInputFiles(picture),
    )
    await choose('Buttons')
    await dialog.getByText('The attached file stands above it: oak.png').waitFor()
    await dialog.getByLabel('Text').fill('This one?')
    await dialog.getByLabel('Title').fill('Take it')
    await send()
    await said(page, 'This one?')
      .getByRole('button', { name: /^Open / })
      .waitFor()
  })

  await t.test('a sticker of the platform, and nothing that it does not have', async (t) => {
    await row(page, 'Kofi Brandt').click()
    await page.getByRole('heading', { name: 'Kofi Brandt' }).first().waitFor()
    await choose('Sticker')
    await dialog.getByText('👍 Like, small').click()
    await send()
    await said(page, '👍').waitFor()
    await page.getByRole('button', { name: 'More kinds of message' }).click()
    await dialog.getByRole('button', { name: 'Cards', exact: true }).waitFor()
    t.equal(await dialog.getByRole('button', { name: 'Own post' }).count(), 0)
  })
})
