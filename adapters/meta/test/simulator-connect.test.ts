/** The channels connect through the platform's own pages: each flow to its end, through `check`, a sent message and a dead token. */
import type { ConnectStep, Http, Json, NewConnection } from '@parley/core/adapter'
import t from 'tap'

import { channel as instagram } from '../../instagram/src/index.ts'
import { channel as messenger } from '../../messenger/src/index.ts'
import { channel as whatsapp } from '../../whatsapp/src/index.ts'
import { baseUrl, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

const callbackUrl = 'http://inbox.test/api/connect/callback'
const nonce = 'nonce-5f3a'

/** `fetch` into the platform, and nowhere else. */
function httpOf(world: Simulated): Http {
  return async (url, init = {}) => {
    if (!url.startsWith(baseUrl)) throw new Error(`a call to ${url}`)
    const request = new Request(url, init)
    const answer = await world.platform.handle({
      method: request.method,
      url: new URL(url),
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    })
    const { status, headers, body } = answer
    return new Response(typeof body === 'string' ? body : Buffer.from(body), {
      status,
      ...(headers && { headers }),
    })
  }
}

async function contextOf(world: Simulated) {
  const { app, webhookUrl } = await world.control('GET', 'app')
  const signal = new AbortController().signal
  return { app, webhookUrl, callbackUrl, nonce, http: httpOf(world), signal }
}

/** Presses Allow on the login page, with everything ticked; answers what comes back to the callback. */
async function allow(world: Simulated, address: string): Promise<Json> {
  const path = address.slice(baseUrl.length)
  const { text } = await world.request('GET', path)
  const url = new URL(address)
  for (const [, type, name, value] of text.matchAll(
    /<input\s+type="(\w+)"\s+name="(\w+)"\s+value="([^"]*)"/g,
  ))
    if (type !== 'hidden') url.searchParams.append(name!, value!)
  // the first account of a choice is the one that is marked
  const [account] = url.searchParams.getAll('account')
  if (account) url.searchParams.set('account', account)
  url.searchParams.set('decision', 'allow')
  const { headers } = await world.request(
    'GET',
    `${url.pathname}${url.search}`.slice('/simulator'.length),
  )
  return Object.fromEntries(new URL(headers['location']!).searchParams)
}

// the three differ in the types of their settings, which a flow does not look at
type Adapter = any

/** Walks a flow: allows what is asked, chooses all that can be chosen, types the PIN. Answers the kinds of its steps too. */
async function walk(world: Simulated, adapter: Adapter, flow: string) {
  const context = await contextOf(world)
  const seen: string[] = []
  let step: ConnectStep = await adapter.connect.begin(flow, context)
  while (step.type !== 'done' && step.type !== 'failed') {
    seen.push(step.type)
    const state = JSON.parse(JSON.stringify(step.state)) as Json
    step = await adapter.connect.next!(state, await inputFor(world, step), context)
  }
  return { step, seen }
}

async function inputFor(world: Simulated, step: ConnectStep): Promise<Json> {
  if (step.type === 'redirect') return allow(world, step.url)
  if (step.type === 'choose')
    return step.options.filter(({ disabled }) => !disabled).map(({ id }) => id)
  return { pin: '123456' }
}

function connectionsIn(step: ConnectStep): readonly NewConnection[] {
  if (step.type !== 'done') throw new Error(JSON.stringify(step))
  return step.connections
}

function connectionOf({ externalId, name, config, secrets }: NewConnection) {
  return { id: '1', externalId, name, config, secrets }
}

const flows: [Adapter, string, string[]][] = [
  [messenger, 'facebook', ['102030405060701', '102030405060702']],
  [instagram, 'instagram', ['17841400000000101']],
  [instagram, 'facebook', ['17841400000000101', '17841400000000102']],
  [whatsapp, 'signup', ['109876543210001', '109876543210002']],
  [whatsapp, 'coexistence', ['109876543210003']],
]

for (const [adapter, flow, expected] of flows) {
  const name = `${adapter.manifest.name}: ${flow}`
  t.test(`${name} connects what is allowed, and all of it works`, async (t) => {
    const world = await startPlatform(t)
    const { step, seen } = await walk(world, adapter, flow)
    const connections = connectionsIn(step)
    t.equal(seen[0], 'redirect')
    t.same(connections.map(({ externalId }) => externalId).sort(), expected)
    const context = await contextOf(world)
    for (const fresh of connections) {
      const connection = connectionOf(fresh)
      await adapter.subscribe?.(connection, context)
      const result = await adapter.check(connection, context)
      t.equal(result.status, 'connected', JSON.stringify(result.checks))
      const { identity } = await world.act(fresh.externalId, 'text', { text: 'Hello' })
      const sent = await adapter.send(
        { kind: 'text', text: 'Hello there' },
        {
          ...context,
          connection,
          to: { id: identity },
          window: 'standard',
          key: 'key-1',
          attempt: 1,
        },
      )
      t.match(sent, { ok: true, ids: [/./] })
    }
  })

  t.test(`${name} sees that a token has died`, async (t) => {
    const world = await startPlatform(t)
    const { step } = await walk(world, adapter, flow)
    const [fresh] = connectionsIn(step)
    const context = await contextOf(world)
    await world.control('POST', 'tokens', { account: fresh!.externalId })
    const result = await adapter.check(connectionOf(fresh!), context)
    t.match(result, { status: 'needs_reconnect', problem: 'bad_credentials' })
    const again = await walk(world, adapter, flow)
    const [renewed] = connectionsIn(again.step)
    const works = await adapter.check(connectionOf(renewed!), context)
    t.equal(works.status, 'connected', 'connected again')
  })
}

t.test('an Instagram token is renewed after a day', async (t) => {
  const world = await startPlatform(t)
  const { step } = await walk(world, instagram, 'instagram')
  const [fresh] = connectionsIn(step)
  const context = await contextOf(world)
  await world.control('POST', 'clock', { advanceMs: 2 * 86_400_000 })
  const renewed = await instagram.refresh!(connectionOf(fresh!) as any, context)
  t.match(renewed, { secrets: { accessToken: /^IGAA/ } })
})

t.test('somebody who declines ends the flow with a reason', async (t) => {
  const world = await startPlatform(t)
  for (const [adapter, flow] of flows) {
    const context = await contextOf(world)
    const begun = await adapter.connect.begin(flow, context)
    if (begun.type !== 'redirect') throw new Error(begun.type)
    const path = `${begun.url.slice(baseUrl.length)}&decision=cancel`
    const { headers } = await world.request('GET', path)
    const input = Object.fromEntries(new URL(headers['location']!).searchParams)
    const ended = await adapter.connect.next!(begun.state, input, context)
    t.equal(ended.type, 'failed', `${adapter.manifest.id} ${flow}`)
  }
})
