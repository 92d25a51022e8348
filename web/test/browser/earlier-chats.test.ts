import t from 'tap'

import { answered } from './page.ts'
import { ada, messenger, needs, startSite } from './site.ts'

t.test('earlier chats are fetched on the page of their connection', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await site.control('acts', { account: messenger, person: 'p1', kind: 'text', text: 'Hello' })
  await site.control('settle', {})
  const page = await site.open({ viewport: { width: 1280, height: 900 } })
  await site.signIn(page, ada)
  await page.goto(`${site.url}/settings/connections`)
  await page
    .getByRole('link', { name: /Harbour Lane Books/ })
    .first()
    .click()
  const begin = page.getByRole('button', { name: 'Fetch earlier chats' })
  await answered(page, /^POST .*\/past$/, () => begin.click())
  await page.getByText('1 message of 1 chat fetched.').waitFor()
  t.ok(await page.getByRole('button', { name: 'Fetch again' }).isEnabled())
})
