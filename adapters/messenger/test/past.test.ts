/** Chats from before the connection, as the Conversations API tells them. */
import t from 'tap'

import { callContext } from '../../meta/test/connecting.ts'
import { asked, fakeGraph, refusal } from '../../meta/test/fake-graph.ts'
import { past } from '../src/past.ts'

const page = {
  id: '1',
  externalId: '100',
  name: 'Shop',
  config: { pageId: '100' },
  secrets: { accessToken: 'P1' },
}
const edge = 'GET graph.facebook.com/v26.0/100/conversations'
const until = Date.UTC(2026, 10, 25, 8)
const since = until - 180 * 86_400_000
const ann = { id: '7001', name: 'Ann' }
const shop = { id: '100', name: 'Shop' }

function chat(messages: readonly object[], more: object = {}): object {
  return {
    id: 't_1',
    updated_time: '2026-11-24T08:00:00+0000',
    participants: { data: [ann, shop] },
    messages: { data: messages },
    ...more,
  }
}

function said(id: string, more: object = {}): object {
  return { id, created_time: '2026-11-24T08:00:00+0000', from: ann, message: 'Hi', ...more }
}

async function read(answer: unknown, from?: { after: string }) {
  const http = fakeGraph({ [edge]: answer })
  const context = { ...callContext({}), http, since, until, ...(from && { from }) }
  const found = await past(page, context)
  if ('failure' in found) throw new Error(found.failure.message)
  return { ...found, calls: asked(http) }
}

t.test('both sides of a chat, quietly, with the ids of the webhook', async (t) => {
  const answer = { data: [chat([said('m_2', { from: shop, message: 'Yes' }), said('m_1')])] }
  const { events, chats, calls } = await read(answer)
  t.equal(chats, 1)
  const common = { connection: '100', contact: { id: '7001', name: 'Ann' }, history: true }
  t.match(events, [
    { ...common, type: 'echo', key: 'echo:m_2', id: 'm_2', content: { text: 'Yes' }, seq: 0 },
    { ...common, type: 'message', key: 'msg:m_1', id: 'm_1', at: Date.UTC(2026, 10, 24, 8) },
  ])
  t.match(calls[0]?.call, /platform=messenger&fields=participants,updated_time,messages\.limit/)
})

t.test('files by what they are, a sticker, a template, and a message with nothing', async (t) => {
  function file(part: object): object {
    const data = [{ name: 'a', size: 5, ...part }]
    return said('m', { message: '', attachments: { data } })
  }
  const url = 'https://scontent.xx.fbcdn.net/a'
  const { events } = await read({
    data: [
      chat([
        file({ mime_type: 'image/png', image_data: { url } }),
        file({ image_data: { url, render_as_sticker: true } }),
        file({ mime_type: 'video/mp4', video_data: { url } }),
        file({ mime_type: 'audio/mpeg', file_url: url }),
        file({ mime_type: 'application/pdf', file_url: url }),
        file({ generic_template: { title: 'Order', subtitle: 'Sent' } }),
        file({ mime_type: 'x/y' }),
        said('m', { message: '' }),
      ]),
    ],
  })
  t.match(
    events.map((event) => ('content' in event ? event.content : undefined)),
    [
      { kind: 'media', media: [{ kind: 'image', name: 'a', bytes: 5, locator: { url } }] },
      { media: [{ kind: 'sticker' }] },
      { media: [{ kind: 'video' }] },
      { media: [{ kind: 'audio' }] },
      { media: [{ kind: 'document', mime: 'application/pdf' }] },
      { kind: 'template', text: 'Order · Sent' },
      { kind: 'unsupported' },
      { kind: 'unsupported' },
    ],
  )
})

t.test('what came while the import runs is news', async (t) => {
  const { events } = await read({
    data: [chat([said('m_1', { created_time: '2026-11-25T08:00:00+0000' })])],
  })
  t.equal((events[0] as { history?: true }).history, undefined)
})

t.test('goes on behind the cursor, and ends where chats are too old', async (t) => {
  const paging = { cursors: { after: 'c2' }, next: 'https://graph.facebook.com/next' }
  const first = await read({ data: [chat([said('m_1')])], paging })
  t.same(first.next, { after: 'c2' })
  const second = await read({ data: [], paging: {} }, { after: 'c2' })
  t.match(second.calls[0]?.call, /after=c2/)
  t.equal(second.next, undefined)
  const old = chat([said('m_0')], { updated_time: '2025-01-01T00:00:00+0000' })
  const last = await read({ data: [chat([said('m_1')]), old], paging })
  t.match(last, { chats: 1, next: undefined, events: { length: 1 } })
})

t.test('a chat of several people, one of nobody, and broken rows give nothing', async (t) => {
  const { events } = await read({
    data: [
      chat([said('m_1')], { participants: { data: [ann, shop, { id: '7002' }] } }),
      chat([said('m_1')], { participants: { data: [shop] } }),
      chat([said('m_1')], { participants: null }),
      chat([{ message: 'no id' }, said('m_3', { created_time: 'soon' })]),
      null,
    ],
  })
  t.same(events, [])
})

t.test('a refusal is a failure, not a throw', async (t) => {
  const http = fakeGraph({ [edge]: refusal(190, 463) })
  const found = await past(page, { ...callContext({}), http, since, until })
  t.match(found, { failure: { kind: 'auth' } })
})
