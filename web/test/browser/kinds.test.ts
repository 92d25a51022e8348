import t from 'tap'

import { isTooWide, violations } from './axe.ts'
import { composer, row, said as saidOn, sendNow } from './page.ts'
import { ada, instagram, needs, startSite, whatsapp } from './site.ts'

t.test('every kind of message', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  async function act(kind: string, rest: object = {}): Promise<string> {
    const body = { account: whatsapp, person: 'p1', kind, ...rest }
    return (await site.control('acts', body)).id
  }
  const first = await act('text', { text: 'Have a *look* at https://example.com/x.' })
  await act('image', { media: [await site.upload('image/png', 'dot.png', png)], text: 'A dot' })
  await act('voice', { media: [await site.upload('audio/wav', 'voice.wav', wav())] })
  await act('file', { media: [await site.upload('application/pdf', 'list.pdf', pdf)] })
  await act('location', { detail: { lat: 52.5, lon: 13.4, label: 'Our shop' } })
  await act('contacts', { detail: { name: 'Bo Li', phone: '+4917012345' } })
  await act('order')
  await act('unsupported')
  await act('text', { text: 'To the first one', replyTo: first })
  await act('edit', { target: await act('text', { text: 'Until friday' }), text: 'Until Saturday' })
  await act('unsend', { target: await act('text', { text: 'never mind' }) })
  await act('text', { text: '🎉🎉' })
  await act('reaction', { target: first, emoji: '🙏' })
  await site.control('settle', {})
  const page = await site.open({ viewport: { width: 1440, height: 2400 } })
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').click()
  function said(text: string) {
    return saidOn(page, text)
  }
  await said('🎉🎉').waitFor()

  await t.test('is drawn as what it is', async (t) => {
    t.equal(
      await said('Have a')
        .getByText('look')
        .evaluate((e) => e.tagName),
      'STRONG',
    )
    t.equal(await said('Have a').getByRole('link').getAttribute('href'), 'https://example.com/x')
    await said('A dot')
      .getByRole('button', { name: /^Open / })
      .waitFor()
    await page
      .getByRole('group', { name: /Voice message|Audio/ })
      .getByLabel('Position')
      .waitFor()
    await page
      .locator('article')
      .getByRole('link', { name: /list\.pdf/ })
      .waitFor()
    await said('Our shop')
      .getByRole('link', { name: /Open the map/ })
      .waitFor()
    await said('Bo Li').getByRole('link', { name: '+4917012345' }).waitFor()
    await page.getByText(/Order of \d item/).waitFor()
    await page.getByText(/cannot be shown here/).waitFor()
    await page.getByText('View raw').click()
    await page.locator('article pre', { hasText: '"type"' }).waitFor()
    await said('Until Saturday').getByText('Earlier text').click()
    await said('Until Saturday').getByText('Until friday').waitFor()
    await page.getByText('The contact took this message back').waitFor()
    t.equal(await page.getByText('never mind').count(), 0)
    await said('Have a').getByRole('button', { name: '🙏 by Ana Lima' }).waitFor()
  })

  await t.test('opens, is answered and reacted to', async (t) => {
    await said('A dot')
      .getByRole('button', { name: /^Open / })
      .click()
    const viewer = page.getByRole('dialog', { name: 'image.png' })
    await viewer.getByRole('button', { name: 'Zoom in' }).click()
    await page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'hidden' })
    await said('To the first one')
      .getByRole('button', { name: /In reply to/ })
      .click()
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Have a look'))
    await said('🎉🎉').hover()
    await said('🎉🎉').getByRole('button', { name: 'React' }).click()
    await page.getByRole('dialog', { name: 'React' }).getByText('❤️').click()
    await said('🎉🎉').getByRole('button', { name: /❤️ by/, pressed: true }).waitFor()
    await said('Until Saturday').hover()
    await said('Until Saturday').getByRole('button', { name: 'Reply to this' }).click()
    await composer(page).fill('Agreed')
    await sendNow(page)
    await said('Agreed')
      .getByRole('button', { name: /Until Saturday/ })
      .waitFor()
    t.strictSame(site.faults, [])
  })

  await t.test('says why it did not go out, and what to do', async () => {
    await site.control('faults', { kind: 'error', code: 131026, channel: 'whatsapp', left: 3 })
    await composer(page).fill('Will it arrive?')
    await sendNow(page)
    await said('Will it arrive?')
      .getByText(/not on WhatsApp/)
      .waitFor()
    await said('Will it arrive?').getByText('Not sent').waitFor()
    await row(page, 'Ana Lima').getByTitle('A message could not be sent').waitFor()
  })

  await t.test('has no faults of accessibility, in both themes and on a phone', async (t) => {
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 2400 })
      await said('Will it arrive?').waitFor()
      t.strictSame(await violations(page), [], `${width} px`)
      t.equal(await isTooWide(page), false, 'nothing sticks out')
    }
  })
})

t.test('after the window has closed the composer offers templates', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  const at = Date.now() - 30 * 3_600_000
  await site.control('acts', { account: whatsapp, person: 'p1', kind: 'text', text: 'Hello?', at })
  await site.control('acts', { account: instagram, person: 'p2', kind: 'text', text: 'Hi', at })
  await site.control('settle', {})
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').getByText('Window closed').waitFor()
  await row(page, 'Ana Lima').click()
  await page.getByText('a template may still be sent').waitFor()
  t.equal(await composer(page).count(), 0, 'nothing that could be typed in vain')
  await page.getByPlaceholder('Search templates').fill('hello')
  await page.getByRole('button', { name: /^hello_again/ }).click()
  const send = page.getByRole('button', { name: 'Send template' })
  t.equal(await send.isDisabled(), true)
  await page.getByLabel('Text: 1').fill('Ana')
  await page.getByRole('figure').getByText('Ana').waitFor()
  await send.click()
  await page.getByRole('button', { name: 'Send now' }).click()
  const sent = saidOn(page, 'Hello Ana')
  await sent.getByText(/^(Delivered|Read)$/).waitFor()
  await sent.getByText('hello_again').waitFor()
  await page.getByRole('button', { name: 'Note', exact: true }).click()
  await composer(page).fill('Notes are always possible')
  await composer(page).press('Enter')
  await page.locator('[data-note]').waitFor()
  t.strictSame(site.faults, [])
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mP8z8BQz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
)
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)

/** A second of silence. */
function wav(): Buffer {
  const sound = Buffer.alloc(44 + 8000, 128)
  sound.write('RIFF', 0)
  sound.writeUInt32LE(36 + 8000, 4)
  sound.write('WAVEfmt ', 8)
  sound.writeUInt32LE(16, 16)
  sound.writeUInt16LE(1, 20)
  sound.writeUInt16LE(1, 22)
  sound.writeUInt32LE(8000, 24)
  sound.writeUInt32LE(8000, 28)
  sound.writeUInt16LE(1, 32)
  sound.writeUInt16LE(8, 34)
  sound.write('data', 36)
  sound.writeUInt32LE(8000, 40)
  return sound
}
