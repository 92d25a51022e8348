/** What opens over the pages around the inbox: every dialog of contacts and settings, in both widths. */
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'

import { dialog, judgeEach, type Opening, press } from './openings.ts'
import { ada, bo, needs, type Site, startSite } from './site.ts'

/** A dialog that a button of a page opens. */
function over(path: string, button: string | RegExp, title: string | RegExp): Opening {
  return [
    title.toString(),
    async (page) => {
      await goTo(page, path)
      await press(page, button)
      await dialog(page, title)
    },
  ]
}

/** Without a load: the pages are one app. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((wanted) => history.pushState(null, '', wanted), path)
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
}

const openings: readonly Opening[] = [
  over('/contacts/1', 'Erase', 'Erase Ana Lima?'),
  over('/settings/labels', 'Delete books', 'Delete books?'),
  over('/settings/canned-replies', 'New reply', 'New reply'),
  over('/settings/canned-replies', 'Edit /hi', 'Edit the reply'),
  over('/settings/people', 'Switch off', 'Switch off Bo Li?'),
  over('/settings/keyboard', 'Change the keys of: Next chat', 'Next chat'),
  over('/settings/connections/1', 'Disconnect', /^Disconnect /),
  over('/settings/connections/3/templates', 'New template', 'New template'),
  over('/settings/connections/3/templates', /^Edit /, 'Edit template'),
  over('/settings/connections/3/templates', /^Delete /, /^Delete /),
  [
    'the palette',
    async (page) => {
      await page.keyboard.press('Control+k')
      await dialog(page, 'Do or open anything')
      await page.keyboard.type('a')
    },
  ],
  [
    'the keys',
    async (page) => {
      await page.keyboard.press('?')
      await dialog(page, 'Keyboard shortcuts')
    },
  ],
]

t.test('what opens over the pages has no faults of accessibility', needs, async (t) => {
  const site = await startSite(t)
  const asAda = await site.register(ada)
  await site.register(bo)
  await asAda('POST', '/api/labels', { name: 'books', color: '#1d5fd1' })
  await asAda('POST', '/api/canned-replies', { shortcut: 'hi', text: 'Hello {{contact.name}}' })
  await site.write('Hello')
  for (const width of [1440, 360]) await t.test(`${width} px`, (t) => inspect(t, site, width))
  t.strictSame(site.faults, [])
})

async function inspect(t: Test, site: Site, width: number): Promise<void> {
  const page = await site.open({ viewport: { width, height: 900 }, reducedMotion: 'reduce' })
  await site.signIn(page, ada)
  await judgeEach(t, page, openings)
  await page.context().close()
}
