import type { ChannelAdapter } from '@parley/core/adapter'
import t from 'tap'

import { channel as instagram } from '../../instagram/src/index.ts'
import { channel as messenger } from '../../messenger/src/index.ts'
import { channel as whatsapp } from '../../whatsapp/src/index.ts'
import { instagramAccount, number, page, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

const adapters: Record<string, Pick<ChannelAdapter, 'manifest' | 'parse'>> = {
  [page]: messenger,
  [instagramAccount]: instagram,
  [number]: whatsapp,
}

/** What the channel's adapter reads from the webhooks since the last call. */
function readOf(world: Simulated, account: string): any[] {
  const adapter = adapters[account]!
  return world.sink.take().flatMap(({ body, json }) =>
    adapter.parse({
      method: 'POST',
      path: '/api/webhooks/meta',
      query: {},
      headers: {},
      body: new TextEncoder().encode(body),
      receivedAt: Date.now(),
      json,
    }),
  )
}

async function sampleMedium(world: Simulated, mime: string): Promise<string> {
  const { json } = await world.request('POST', '/control/media?name=sample', {
    body: new Blob(['sample'], { type: mime }),
    headers: { 'content-type': mime },
  })
  return json.id
}

/** Kind of act → what the adapter must read from it. */
const both = {
  text: { type: 'message', content: { kind: 'text', text: 'words' } },
  image: { type: 'message', content: { kind: 'media', media: [{ kind: 'image' }] } },
  video: { type: 'message', content: { kind: 'media', media: [{ kind: 'video' }] } },
  audio: { type: 'message', content: { kind: 'media', media: [{ kind: 'audio' }] } },
  voice: { type: 'message', content: { kind: 'media' } },
  file: { type: 'message', content: { kind: 'media', media: [{ kind: 'document' }] } },
  reaction: { type: 'reaction', by: 'contact', emoji: '👍' },
  edit: { type: 'edit', content: { text: 'words' } },
  unsend: { type: 'delete', by: 'contact' },
  tap: { type: 'message', content: { kind: 'interactive', title: 'Yes' } },
}
const expected: Record<string, Record<string, object>> = {
  [page]: {
    ...both,
    sticker: { type: 'message', content: { kind: 'media', media: [{ kind: 'sticker' }] } },
    location: { type: 'message', content: { kind: 'location', lat: 1.5, lon: -2 } },
    share: { type: 'message', content: { kind: 'share', what: 'post' } },
    reel: { type: 'message', content: { kind: 'share', what: 'reel' } },
    product: { type: 'message' },
    appointment: { type: 'message' },
    referral: {},
    optin: { type: 'consent' },
    comment: { type: 'message', content: { kind: 'share', what: 'comment' } },
    post: { type: 'message', content: { kind: 'share', what: 'post' } },
    order: {},
    feedback: {},
  },
  [instagramAccount]: {
    ...both,
    sticker: { type: 'message' },
    share: { type: 'message', content: { kind: 'share', what: 'post' } },
    reel: { type: 'message', content: { kind: 'share', what: 'reel' } },
    story_share: { type: 'message', content: { kind: 'story', relation: 'share' } },
    story_mention: { type: 'message', content: { kind: 'story', relation: 'mention' } },
    story_reply: { type: 'message', content: { kind: 'story', relation: 'reply', text: 'words' } },
    view_once: { type: 'message', content: { kind: 'unsupported' } },
    unsupported: { type: 'message', content: { kind: 'unsupported' } },
    referral: {},
    comment: { type: 'message', content: { kind: 'share', what: 'comment' } },
    live_comment: { type: 'message', content: { kind: 'share', what: 'comment' } },
    mention: { type: 'connection', topic: 'mention' },
  },
  [number]: {
    ...both,
    voice: { type: 'message', content: { kind: 'media', media: [{ kind: 'voice' }] } },
    sticker: { type: 'message', content: { kind: 'media', media: [{ kind: 'sticker' }] } },
    location: { type: 'message', content: { kind: 'location', lat: 1.5, lon: -2 } },
    contacts: { type: 'message', content: { kind: 'contacts' } },
    flow: { type: 'message', content: { kind: 'interactive' } },
    order: { type: 'message', content: { kind: 'order' } },
    unsupported: { type: 'message', content: { kind: 'unsupported' } },
    group: { type: 'message', content: { text: 'words' } },
  },
}
const mimes: Record<string, string> = {
  image: 'image/png',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  file: 'application/pdf',
  sticker: 'image/webp',
}

t.test('the adapter understands everything that a customer can do', async (t) => {
  for (const [account, kinds] of Object.entries(expected)) {
    const world = await startPlatform(t)
    const { id: target } = await world.act(account, 'text', { text: 'first' })
    world.sink.take()
    for (const [kind, event] of Object.entries(kinds)) {
      const mime = mimes[kind]
      await world.act(account, kind, {
        text: 'words',
        emoji: '👍',
        title: 'Yes',
        payload: 'YES',
        detail: { lat: 1.5, lon: -2 },
        ...(mime && { media: [await sampleMedium(world, mime)] }),
        ...(['reaction', 'edit', 'unsend'].includes(kind) && { target }),
      })
      const events = readOf(world, account)
      const name = `${adapters[account]!.manifest.id} ${kind}`
      t.equal(events.length, 1, `${name} is one event`)
      t.not(events[0]?.type, 'unknown', name)
      t.match(events[0], { connection: account, ...event }, name)
    }
  }
})

t.test('the adapter understands what happens beside it', async (t) => {
  const cases: [string, string, object, object][] = [
    [page, 'inbox_reply', { text: 'hi' }, { type: 'echo', origin: 'native_app' }],
    [page, 'app_reply', { text: 'hi' }, { type: 'echo', origin: 'other_app' }],
    [page, 'take_thread', {}, { type: 'handover', to: 'them' }],
    [page, 'give_thread', {}, { type: 'handover', to: 'us' }],
    [page, 'policy', {}, { type: 'connection', problem: 'policy' }],
    [instagramAccount, 'inbox_reply', { text: 'hi' }, { type: 'echo' }],
    [instagramAccount, 'take_thread', {}, { type: 'handover', to: 'them' }],
    [number, 'phone_reply', { text: 'hi' }, { type: 'echo', origin: 'native_app' }],
    [number, 'quality', {}, { type: 'connection', problem: 'quality' }],
    [number, 'account', {}, { type: 'connection' }],
    [number, 'template', { target: 'hello_again' }, { type: 'connection' }],
    [number, 'preferences', { text: 'stop' }, { type: 'consent', granted: false }],
    [number, 'call', {}, {}],
    [number, 'limit', {}, { type: 'connection' }],
    [number, 'alert', {}, { type: 'connection' }],
    [number, 'review', {}, { type: 'connection' }],
    [number, 'name', {}, { type: 'connection' }],
    [number, 'security', {}, { type: 'connection' }],
  ]
  const world = await startPlatform(t)
  for (const [account, kind, more, event] of cases) {
    await world.happen(account, kind, more)
    const [read, ...others] = readOf(world, account)
    const name = `${adapters[account]!.manifest.id} ${kind}`
    t.same(others, [], name)
    t.not(read?.type, 'unknown', name)
    t.match(read, event, name)
  }
})

t.test('a changed number joins the ids of one person', async (t) => {
  const world = await startPlatform(t)
  await world.act(number, 'text', { text: 'hi' })
  world.sink.take()
  await world.happen(number, 'change_number', { text: '4915112345' })
  const events = readOf(world, number)
  t.ok(events.some(({ type }) => type === 'identity'))
  t.match(JSON.stringify(events), /4915112345/)
  t.match(JSON.stringify(events), /5511987650101/)
})

t.test('history comes as history, the address book as names', async (t) => {
  const world = await startPlatform(t)
  await world.happen(number, 'history')
  const past = readOf(world, number)
  t.ok(past.length >= 16)
  t.same(
    past.filter(({ history }) => history !== true),
    [],
  )
  await world.happen(number, 'contacts_sync')
  t.not(readOf(world, number)[0]?.type, 'unknown')
})
