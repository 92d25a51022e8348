import { existsSync } from 'node:fs'

import axe from 'axe-core'
import { chromium, type Page } from 'playwright-core'
import t from 'tap'

import { serve } from '../simulate/serve.ts'

const browserPath = '/usr/bin/chromium'
const page = '102030405060701'

if (!existsSync(browserPath)) {
  t.comment(`skipped: no browser at ${browserPath}`)
  t.pass('nothing to show the phone in')
} else {
  t.test('the phone page', { timeout: 120_000 }, journey)
}

async function journey(t: any): Promise<void> {
  const running = await serve({
    port: 0,
    host: '127.0.0.1',
    webhookUrl: 'http://127.0.0.1:9/webhook',
    appSecret: 'secret',
    verifyToken: 'token',
  })
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  t.teardown(async () => {
    await browser.close()
    await running.close()
  })
  const tab = await browser.newPage({ viewport: { width: 900, height: 900 } })
  const faults: string[] = []
  tab.on('pageerror', (error) => faults.push(String(error)))
  tab.on('console', (line) => {
    if (line.type() === 'error') faults.push(line.text())
  })
  tab.on('request', (request) => {
    if (!request.url().startsWith(running.url)) faults.push(request.url())
  })
  await tab.goto(`${running.url}/`)

  await t.test('a customer writes, and sees the answer with its ticks', async (t: any) => {
    await tab.getByRole('textbox', { name: 'Message' }).fill('Is the shelf still for sale?')
    await tab.keyboard.press('Enter')
    await tab.locator('.mine', { hasText: 'Is the shelf' }).waitFor()
    await answer(running, {
      message: {
        text: 'Yes. Which finish?',
        quick_replies: [{ content_type: 'text', title: 'Oiled', payload: 'OILED' }],
      },
    })
    const bubble = tab.locator('.theirs', { hasText: 'Which finish?' })
    await bubble.locator('.status.read').waitFor({ state: 'attached' })
    await tab.getByRole('button', { name: 'Oiled' }).click()
    await tab.locator('.mine', { hasText: 'Oiled' }).waitFor()
    t.equal(await tab.getByRole('button', { name: 'Oiled' }).count(), 0, 'it is tapped once')
  })

  await t.test('a message is edited, reacted to and taken back', async (t: any) => {
    const own = tab.locator('.mine', { hasText: 'Is the shelf' })
    await own.getByRole('button', { name: 'React, reply and more' }).click()
    await tab.getByRole('button', { name: '👍' }).click()
    await own.locator('.reactions', { hasText: '👍' }).waitFor()
    await own.getByRole('button', { name: 'React, reply and more' }).click()
    await tab.getByRole('button', { name: 'Edit', exact: true }).click()
    await tab.getByRole('textbox', { name: 'Message' }).fill('Is the table still for sale?')
    await tab.keyboard.press('Enter')
    const edited = tab.locator('.mine', { hasText: 'Is the table' })
    await edited.getByText('edited').waitFor()
    await edited.getByRole('button', { name: 'React, reply and more' }).click()
    await tab.getByRole('button', { name: 'Take back' }).click()
    await tab.getByText('This message was taken back').waitFor()
    t.equal(await edited.count(), 0)
  })

  await t.test('a picture is sent and shown', async (t: any) => {
    const png = await fetch(`${running.url}/avatar/photo`).then((each) => each.arrayBuffer())
    const file = { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from(png) }
    await tab.locator('#files').setInputFiles(file)
    const image = tab.locator('.mine article img')
    await image.waitFor()
    t.ok(await image.evaluate((each: any) => each.decode().then(() => each.naturalWidth > 0)))
  })

  await t.test('faults and the clock are at hand', async (t: any) => {
    await tab.getByRole('button', { name: '+ 25 h' }).click()
    await tab.getByText(/Window closed since/).waitFor()
    await tab.getByRole('button', { name: 'Switch one on' }).click()
    await tab.getByRole('button', { name: 'OK', exact: true }).click()
    await tab.getByText('Rate limit, 1 more').waitFor()
    await tab.getByRole('button', { name: 'Off' }).click()
    await tab.getByText('Rate limit, 1 more').waitFor({ state: 'detached' })
    t.pass('switched on and off')
  })

  await t.test('it is accessible, in both colours and with a dialog open', async (t: any) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme })
      t.same(await violations(tab), [], colorScheme)
    }
    await tab.getByRole('button', { name: 'More to send' }).click()
    t.same(await violations(tab), [], 'with a dialog')
    await tab.getByRole('button', { name: 'Close' }).click()
  })

  t.same(faults, [], 'no error in the console, nothing loaded from elsewhere')
}

async function answer(running: Awaited<ReturnType<typeof serve>>, body: object): Promise<void> {
  const state: any = await fetch(`${running.url}/control/state`).then((each) => each.json())
  const { identity } = state.threads.find((thread: any) => thread.account === page)
  const connection = running.platform.connections.find(({ channel }) => channel === 'messenger')
  const { accessToken } = connection!.secrets as { accessToken: string }
  const response = await fetch(`${running.url}/graph/v26.0/${page}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { id: identity }, ...body }),
  })
  if (!response.ok) throw new Error(await response.text())
}

async function violations(tab: Page): Promise<string[]> {
  // the page's policy refuses injected script tags; an evaluated one is none
  await tab.evaluate(axe.source)
  const { violations } = (await tab.evaluate('axe.run()')) as {
    violations: { id: string; nodes: { html: string }[] }[]
  }
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}
