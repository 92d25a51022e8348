import t from 'tap'

import { LiveWorld } from '../simulator/live-world.ts'
import { memoryStore, number, page, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

const hour = 3_600_000

async function idsOf(world: Simulated): Promise<unknown[]> {
  const text = await world.act(page, 'text', { text: 'Hi' })
  const other = await world.act(number, 'text', { text: 'Hi' })
  const sent = await world.post(`${page}/messages`, world.token('messenger'), {
    recipient: { id: text.identity },
    message: { text: 'Hello' },
  })
  return [text, other, sent.json]
}

t.test('the same seed gives the same ids, another one others', async (t) => {
  const first = await idsOf(await startPlatform(t, { seed: 'a' }))
  t.strictSame(await idsOf(await startPlatform(t, { seed: 'a' })), first)
  t.not(JSON.stringify(await idsOf(await startPlatform(t, { seed: 'b' }))), JSON.stringify(first))
})

t.test('without a seed no message id ever comes again, but people and tokens stay', async (t) => {
  const one = await startPlatform(t, { seed: '' })
  const two = await startPlatform(t, { seed: '' })
  const first: any[] = await idsOf(one)
  const second: any[] = await idsOf(two)
  t.not(first[0].id, second[0].id)
  t.equal(first[0].identity, second[0].identity)
  t.equal(one.token('messenger'), two.token('messenger'))
})

t.test('a restart keeps threads, tokens, faults and what was not delivered', async (t) => {
  const store = memoryStore()
  const before = await startPlatform(t, store)
  await before.act(page, 'text', { text: 'Hi' })
  await before.control('POST', 'people', { name: 'Zoë Quist', phone: '4912345' })
  await before.control('POST', 'faults', { kind: 'rate_limit' })
  await before.control('PATCH', 'settings', { webhooks: { isHeld: true } })
  await before.act(page, 'text', { text: 'held' })
  await before.platform.close()
  const after = await startPlatform(t, { ...store, seed: '' })
  const state = await after.control('GET', 'state')
  t.match(state.people.at(-1), { name: 'Zoë Quist', phone: '4912345' })
  t.equal(state.settings.faults[0].kind, 'rate_limit')
  const { messages } = await after.control('GET', `messages?account=${page}&person=p1`)
  t.same(
    messages.map((each: any) => each.shown.text),
    ['Hi', 'held'],
  )
  await after.control('PATCH', 'settings', { webhooks: { isHeld: false } })
  await after.control('POST', 'webhooks/flush')
  t.equal(after.items().at(-1).message.text, 'held', 'to where the webhook is now')
})

t.test(
  'states are kept one after the other, and one that cannot be holds up no other',
  async (t) => {
    const kept: string[] = []
    const world = new LiveWorld(
      {
        baseUrl: '',
        webhookUrl: '',
        appSecret: '',
        verifyToken: '',
        async save() {
          kept.push('begins')
          await new Promise(setImmediate)
          kept.push('ends')
          if (kept.length === 2) throw new Error('the disk is full')
        },
      },
      [],
    )
    const saves = await Promise.allSettled([world.save(), world.save(), world.save()])
    t.same(kept, ['begins', 'ends', 'begins', 'ends', 'begins', 'ends'])
    t.same(
      saves.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    )
  },
)

t.test('the clock dates messages, and can stand still', async (t) => {
  const world = await startPlatform(t)
  await world.control('POST', 'clock', { at: '2026-11-25T08:00:00Z', freeze: true })
  await world.act(page, 'text', { text: 'Hi' })
  t.equal(world.items()[0].timestamp, Date.parse('2026-11-25T08:00:00Z'))
  await world.control('POST', 'clock', { advanceMs: hour })
  await world.act(number, 'text', { text: 'Hi' })
  t.equal(
    world.items()[0].value.messages[0].timestamp,
    `${Date.parse('2026-11-25T09:00:00Z') / 1000}`,
  )
  const back = await world.control('POST', 'clock', {})
  t.equal(back.clockOffsetMs, 0)
  await world.control('POST', 'clock', { offsetMs: -25 * hour })
  await world.act(page, 'text', { text: 'Yesterday', person: 'p2' })
  await world.control('POST', 'clock', {})
  const view = await world.control('GET', `view?account=${page}&person=p2`)
  t.equal(view.thread.isWindowOpen, false, 'written before the window, read after it')
})

t.test('receipts wait for no clock that stands still or was set back', async (t) => {
  const world = await startPlatform(t)
  await world.control('PATCH', 'settings', { receiptDelayMs: 60_000 })
  await world.control('POST', 'clock', { at: '2026-11-25T08:00:00Z', freeze: true })
  await world.act(number, 'text', { text: 'Hi' })
  await world.post(`${number}/messages`, world.token('whatsapp'), {
    messaging_product: 'whatsapp',
    to: '5511987650101',
    text: { body: 'x' },
  })
  await world.control('POST', 'clock', { advanceMs: -hour })
  await world.settle()
  const { messages } = await world.control('GET', `messages?account=${number}&person=p1`)
  t.equal(messages.at(-1).status, 'delivered')
})

t.test('whoever watches hears of the next change at once', async (t) => {
  const world = await startPlatform(t)
  const path = `view?account=${page}&person=p1`
  const { version } = await world.control('GET', path)
  const waiting = world.control('GET', `${path}&since=${version}`)
  await world.act(page, 'text', { text: 'Hi' })
  const next = await waiting
  t.ok(next.version > version)
  t.equal(next.messages.length, 1)
})

t.test('a phone that is off gets its messages when it is on again', async (t) => {
  const world = await startPlatform(t)
  await world.act(number, 'text', { text: 'Hi' })
  await world.control('PATCH', 'people/p1', { isOnline: false })
  await world.post(`${number}/messages`, world.token('whatsapp'), {
    messaging_product: 'whatsapp',
    to: '5511987650101',
    text: { body: 'x' },
  })
  await world.settle()
  async function status(): Promise<string> {
    const { messages } = await world.control('GET', `messages?account=${number}&person=p1`)
    return messages.at(-1).status
  }
  t.equal(await status(), 'sent')
  await world.control('PATCH', 'people/p1', { isOnline: true })
  await world.settle()
  t.equal(await status(), 'delivered')
  await world.control('PATCH', 'settings', { readsAlone: true })
  await world.settle()
  t.equal(await status(), 'read')
})

t.test('a wrong request to the control API says what is wrong', async (t) => {
  const world = await startPlatform(t)
  const cases: [string, string, object | undefined, number, RegExp][] = [
    ['POST', 'acts', { account: 'x', person: 'p1', kind: 'text' }, 400, /account/],
    ['POST', 'acts', { account: page, person: 'nobody', kind: 'text' }, 400, /person/],
    ['POST', 'acts', { account: page, person: 'p1', kind: 'dance' }, 400, /dance/],
    ['POST', 'acts', { account: page, person: 'p1', kind: 'image' }, 400, /media/],
    ['POST', 'acts', { account: page, person: 'p1', kind: 'edit', target: 'x' }, 400, /target/],
    ['POST', 'happenings', { account: number, kind: 'rain' }, 400, /rain/],
    ['POST', 'people', { phone: '1' }, 400, /name/],
    ['POST', 'tokens', { account: 'x' }, 400, /account/],
    ['GET', 'nowhere', undefined, 404, /nowhere/],
    ['GET', 'media/1', undefined, 404, /medium/],
  ]
  for (const [method, path, body, status, says] of cases) {
    const answer = await world.request(method, `/control/${path}`, { body })
    t.equal(answer.status, status, path)
    t.match(answer.json.error, says)
  }
})

t.test('the pages are plain, and load nothing from elsewhere', async (t) => {
  const world = await startPlatform(t)
  t.equal((await world.request('GET', '')).headers['location'], '/simulator/')
  const { text, headers } = await world.request('GET', '/')
  t.match(
    headers['content-security-policy'],
    /default-src 'none'; script-src 'self'; style-src 'self'/,
  )
  t.notMatch(text, / style=|<style| on\w+=|<script(?![^>]* src=)/)
  const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!)
  t.ok(addresses.length > 3)
  for (const address of addresses) {
    t.match(address, /^\/simulator\//)
    t.equal((await world.request('GET', address.slice('/simulator'.length))).status, 200, address)
  }
  t.equal((await world.request('GET', '/../platform.ts')).status, 404)
})
