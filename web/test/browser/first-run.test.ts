import t from 'tap'

import { openDesk, person, register, skip, violations } from './desk.ts'

t.test('the first person is led from nothing to a message and an answer', skip, async (t) => {
  const desk = await openDesk(t)
  const { page, origin } = desk
  await page.goto(origin)
  await page.waitForURL(/register/)
  await register(page, `${origin}/register`)
  await page.waitForURL(/welcome/)
  await page.getByRole('heading', { name: `Welcome, ${person.name}` }).waitFor()
  t.same(await violations(page), [])

  await page.getByRole('button', { name: 'Get the first message' }).click()
  await page.waitForURL(/inbox\/\d+/, { timeout: 10_000 })
  const message = page.getByRole('article').filter({ hasText: 'Do you deliver on Saturdays?' })
  await message.waitFor()

  const steps = page.getByRole('region', { name: 'Getting started' })
  await steps.getByRole('link', { name: 'Answer a customer' }).waitFor()
  await page.getByRole('textbox', { name: 'Reply to the contact' }).fill('Yes, until noon.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('article').filter({ hasText: 'Yes, until noon.' }).waitFor()
  await steps.getByText('Answer a customer').and(page.locator(':not(a)')).first().waitFor()

  await steps.getByRole('button', { name: 'Do not show this again' }).click()
  await steps.waitFor({ state: 'detached' })
  await page.reload()
  await message.waitFor()
  t.equal(await steps.count(), 0, 'what was sent away does not come back')
  t.same(desk.complaints, [])
})

t.test(
  'a channel is connected by its own steps, and faults land at their fields',
  skip,
  async (t) => {
    const desk = await openDesk(t)
    const { page, origin } = desk
    await register(page, `${origin}/register`)

    await t.test('a platform’s login leads away and back, and lets choose', async (t) => {
      await page.goto(`${origin}/settings/connections/new`)
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
        await page.goto(`${origin}/settings/connections/new?channel=messenger&flow=by-hand`)
        await page.getByRole('button', { name: 'Connect', exact: true }).click()
        t.equal(await page.getByText('Please fill this in').count(), 2)
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
      await page.goto(`${origin}/settings/connections`)
      await page.getByRole('link', { name: 'Harbour Lane Books' }).first().click()
      await page.getByRole('heading', { name: 'Webhook' }).waitFor()
      const url = await page.getByRole('textbox', { name: 'Webhook URL' }).inputValue()
      t.equal(url, `${origin}/api/webhooks/meta`)
      await page.getByRole('button', { name: 'Check now' }).click()
      await page.getByText('Checked', { exact: true }).waitFor()
      t.same(await violations(page), [])
    })

    await t.test('an answer that belongs to no login is said so', async () => {
      await page.goto(`${origin}/settings/connections/callback?code=1&state=nothing`)
      await page.getByText('This answer belongs to no sign-in that is under way').waitFor()
    })
    t.same(desk.complaints, [])
  },
)
