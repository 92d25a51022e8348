import t from 'tap'

import { violations } from './axe.ts'
import { answered, createAccount, said } from './page.ts'
import { ada, needs, startSite } from './site.ts'

t.test('the first person is led from nothing to a message and an answer', needs, async (t) => {
  const site = await startSite(t)
  const page = await site.open()
  await page.goto(site.url)
  await page.waitForURL(/register/)
  await createAccount(page, `${site.url}/register`, ada)
  await page.getByRole('heading', { name: `Welcome, ${ada.name}` }).waitFor()
  t.same(await violations(page), [])

  await page.getByRole('button', { name: 'Get the first message' }).click()
  await page.waitForURL(/inbox\/\d+/)
  const message = said(page, 'Do you deliver on Saturdays?')
  await message.waitFor()

  const steps = page.getByRole('region', { name: 'Getting started' })
  await steps.getByRole('link', { name: 'Answer a customer' }).waitFor()
  t.same(await violations(page), [])
  await page.getByRole('textbox', { name: 'Reply to the contact' }).fill('Yes, until noon.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await said(page, 'Yes, until noon.').waitFor()
  await steps.getByRole('link', { name: 'Answer a customer' }).waitFor({ state: 'detached' })
  await steps.getByText('Answer a customer').waitFor()

  await answered(page, 'dismissed', () =>
    steps.getByRole('button', { name: 'Do not show this again' }).click(),
  )
  await steps.waitFor({ state: 'detached' })
  await answered(page, /GET \/api\/auth\/me$/, () => page.reload())
  await message.waitFor()
  await page.waitForLoadState('networkidle')
  t.equal(await steps.count(), 0, 'what was sent away does not come back')
  t.same(site.faults, [])
})

t.test(
  'a channel is connected by its own steps, and faults land at their fields',
  needs,
  async (t) => {
    const site = await startSite(t)
    await site.register(ada)
    const page = await site.open()
    await site.signIn(page, ada)

    await t.test('a platform’s login leads away and back, and lets choose', async (t) => {
      await page.goto(`${site.url}/settings/connections/new`)
      await page.getByRole('link', { name: 'Messenger' }).click()
      await page.getByRole('link', { name: /Log in with Facebook/ }).click()
      await page.getByRole('button', { name: 'Continue there' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await page.waitForURL(/settings\/connections\/callback/)
      await page.getByText('Harbour Lane Café').click()
      t.same(await violations(page), [])
      await page.getByRole('button', { name: 'Continue' }).click()
      await page.getByText('Connected.').waitFor()
      await page.getByRole('heading', { name: 'Harbour Lane Café' }).waitFor()
    })

    await t.test(
      'by hand, each fault stands at its field before the server is asked',
      async (t) => {
        await page.goto(`${site.url}/settings/connections/new?channel=messenger&flow=by-hand`)
        await page.getByRole('button', { name: 'Connect', exact: true }).click()
        const missing = page.getByText('Please fill this in')
        await missing.nth(1).waitFor()
        t.equal(await missing.count(), 2)
        await page.getByLabel('Page ID').fill('not an id!')
        await page.getByText('This does not look right').waitFor()
        await page.getByLabel('Page ID').fill('123456')
        await page.getByLabel('Page access token').fill('nonsense')
        await page.getByRole('button', { name: 'Connect', exact: true }).click()
        await page.getByText(': failed').first().waitFor({ state: 'attached' })
        await page.getByLabel('Connect without this check').waitFor()
        t.same(await violations(page), [])
      },
    )

    await t.test('a connection says how it is, and where its webhook goes', async (t) => {
      await page.goto(`${site.url}/settings/connections`)
      await page.getByRole('link', { name: 'Harbour Lane Books' }).first().click()
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      const url = await page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
      t.equal(url, `${site.url}/api/webhooks/meta`)
      await page.getByRole('button', { name: 'Check now' }).click()
      await page.getByText('Checked', { exact: true }).waitFor()
      t.same(await violations(page), [])
    })

    await t.test('an answer that belongs to no login is said so', async () => {
      await page.goto(`${site.url}/settings/connections/callback?code=1&state=nothing`)
      await page.getByText('This answer belongs to no sign-in that is under way').waitFor()
    })
    t.same(site.faults, [])
  },
)
