/** Every row of Instagram's Send API over both of its hosts. */
import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { refusal } from '../../meta/test/fake-graph.ts'
import { mediaOf, sent } from '../../meta/test/sending.ts'
import { limits, narrow } from '../src/declarations.ts'
import type { Config } from '../src/schemas.ts'
import { send as sendStep } from '../src/send.ts'

const own = {
  config: { instagramId: '1784', login: 'instagram' },
  edge: 'POST graph.instagram.com/v26.0/1784/messages',
} as const
const byPage = {
  config: { instagramId: '1784', login: 'facebook', pageId: '100' },
  edge: 'POST graph.facebook.com/v26.0/100/messages',
} as const
const accepted = { recipient_id: '7001', message_id: 'aWd1' }

interface Way {
  readonly config: Config
  readonly edge: string
}
function send(way: Way, step: Step, more: { window?: string; answers?: object } = {}) {
  const answers = { [way.edge]: accepted, ...more.answers }
  const connection = { config: way.config, secrets: { accessToken: 'T' } }
  return sent(sendStep, step, { ...connection, ...more, answers })
}

function answer(message: object, more: object = {}) {
  return { recipient: { id: '7001' }, message: { ...message, metadata: 'out:1' }, ...more }
}

for (const [name, way] of Object.entries({ 'Instagram Login': own, 'a Page': byPage })) {
  t.test(`over ${name} a text goes to its host with its token`, async (t) => {
    const { result, calls, http } = await send(way, { kind: 'text', text: 'Hallo' })
    t.same(result, { ok: true, ids: ['aWd1'] })
    t.same(calls, [{ call: way.edge, body: answer({ text: 'Hallo' }) }])
    t.equal(http.requests[0]?.headers['authorization'], 'Bearer T')
  })

  t.test(
    `over ${name} a reply, a human’s late answer and a private reply are marked`,
    async (t) => {
      const reply = await send(way, { kind: 'text', text: 'x', replyTo: 'aWdQ' })
      t.same(reply.calls[0]?.body, answer({ text: 'x' }, { reply_to: { mid: 'aWdQ' } }))
      const late = await send(way, { kind: 'text', text: 'x' }, { window: 'human_agent' })
      const tag = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
      t.same(late.calls[0]?.body, answer({ text: 'x' }, tag))
      const comment = await send(way, { kind: 'text', text: 'x', replyTo: '18002' })
      t.same(comment.calls[0]?.body, answer({ text: 'x' }, { recipient: { comment_id: '18002' } }))
    },
  )

  t.test(`over ${name} one file is an attachment, several are attachments`, async (t) => {
    const image = { type: 'image', payload: { url: 'https://files.example.com/a' } }
    const media = mediaOf('image', 'image/png', true)
    const one = await send(way, { kind: 'media', media: [media] })
    t.same(one.calls[0]?.body, answer({ attachment: image }))
    const two = await send(way, { kind: 'media', media: [media, media] })
    t.same(two.calls[0]?.body, answer({ attachments: [image, image] }))
  })

  t.test(`over ${name} typing, seen and thread control are signs`, async (t) => {
    const answers = { [way.edge]: { recipient_id: '7001' } }
    const typing = await send(way, { kind: 'typing', on: true }, { answers })
    t.same(typing.calls[0]?.body, { recipient: { id: '7001' }, sender_action: 'typing_on' })
    const seen = await send(way, { kind: 'read', target: 'aWdQ' }, { answers })
    t.same(seen.calls[0]?.body, { recipient: { id: '7001' }, sender_action: 'mark_seen' })
    const control = way.edge.replace('/messages', '/pass_thread_control')
    const pass = await send(
      way,
      { kind: 'handover', action: 'pass' },
      { answers: { [control]: { success: true } } },
    )
    const body = { recipient: { id: '7001' }, target_app_id: '1217981644879628' }
    t.same(pass.calls, [{ call: control, body }])
  })
}

t.test('without a Page id the token says which Page it is', async (t) => {
  const way = { config: { instagramId: '1784', login: 'facebook' }, edge: byPage.edge } as const
  const me = 'POST graph.facebook.com/v26.0/me/messages'
  const { calls } = await send(way, { kind: 'text', text: 'x' }, { answers: { [me]: accepted } })
  t.equal(calls[0]?.call, me)
})

t.test('a file is uploaded on the host of the login, over a Page for Instagram', async (t) => {
  for (const [way, query] of [
    [own, ''],
    [byPage, '?platform=instagram'],
  ] as const) {
    const upload = way.edge.replace('/messages', '/message_attachments')
    const { calls } = await send(
      way,
      { kind: 'media', media: [mediaOf('video', 'video/mp4', false)] },
      { answers: { [upload]: { attachment_id: '99' } } },
    )
    t.equal(calls[0]?.call, `${upload}${query}`)
    const attachment = { type: 'video', payload: { attachment_id: '99' } }
    t.same(calls[1]?.body, answer({ attachment }))
  }
})

t.test('a heart is called love over a Page; Instagram Login takes any emoji', async (t) => {
  for (const [way, emoji, reaction] of [
    [own, '❤️', '❤️'],
    [own, '🎉', '🎉'],
    [byPage, '❤️', 'love'],
    [byPage, '❤', 'love'],
  ] as const) {
    const answers = { [way.edge]: { recipient_id: '7001' } }
    const { calls } = await send(way, { kind: 'reaction', target: 'aWdQ', emoji }, { answers })
    const payload = { message_id: 'aWdQ', reaction }
    t.same(calls[0]?.body, { recipient: { id: '7001' }, sender_action: 'react', payload })
  }
})

t.test('quick replies, buttons, links and cards are those of Messenger', async (t) => {
  const quick = await send(own, { kind: 'buttons', text: 'x', buttons: [{ title: 'Red' }] })
  const quick_replies = [{ content_type: 'text', title: 'Red', payload: 'Red' }]
  t.same(quick.calls[0]?.body, answer({ text: 'x', quick_replies }))
  const link = await send(own, { kind: 'link', text: 'x', label: 'Go', url: 'https://a.example' })
  const buttons = [{ type: 'web_url', url: 'https://a.example', title: 'Go' }]
  const button = { template_type: 'button', text: 'x', buttons }
  t.same(link.calls[0]?.body, answer({ attachment: { type: 'template', payload: button } }))
  const cards = await send(own, { kind: 'cards', cards: [{ title: 'Cup' }] })
  const generic = { template_type: 'generic', elements: [{ title: 'Cup' }] }
  t.same(cards.calls[0]?.body, answer({ attachment: { type: 'template', payload: generic } }))
})

t.test('the heart has no payload, a post of the account its id', async (t) => {
  for (const way of [own, byPage]) {
    const heart = await send(way, { kind: 'stock', id: 'like_heart' })
    t.same(heart.calls[0]?.body, answer({ attachment: { type: 'like_heart' } }))
    const post = await send(way, { kind: 'share', id: '17900000000000001' })
    const attachment = { type: 'MEDIA_SHARE', payload: { id: '17900000000000001' } }
    t.same(post.calls[0]?.body, answer({ attachment }))
  }
})

t.test('a button that calls is refused before it is sent', async (t) => {
  const buttons = [{ title: 'Call', phone: '+15550001111' }]
  const { result, calls } = await send(own, { kind: 'buttons', text: 'x', buttons })
  t.hasStrict(result, { ok: false, failure: { kind: 'content', certain: true } })
  t.equal(calls.length, 0)
})

t.test('Instagram has no templates: nothing is asked', async (t) => {
  const step = { kind: 'template', name: 'x', language: 'en', parameters: {} } as const
  const { result, calls } = await send(own, step)
  t.hasStrict(result, { ok: false, failure: { kind: 'unsupported', certain: true } })
  t.equal(calls.length, 0)
})

t.test('a refusal is the failure of its row', async (t) => {
  const answers = { [own.edge]: refusal(10, 2534022) }
  const { result } = await send(own, { kind: 'text', text: 'x' }, { answers })
  t.hasStrict(result, { ok: false, failure: { kind: 'window_closed' } })
})

t.test('limits: 1000 bytes of text, ten images, and what the login takes away', (t) => {
  t.same(limits.text, { max: 1000, unit: 'byte', overflow: 'split' })
  t.equal(limits.media.image?.perMessage, 10)
  t.equal(narrow({ config: own.config }).rates?.[0]?.perSecond, 100)
  t.same(narrow({ config: byPage.config }).capabilities?.reactionEmoji, ['❤️', '❤'])
  const without = narrow({ config: { ...own.config, humanAgent: false } })
  t.same(
    without.windows?.map(({ id }) => id),
    ['standard', 'always'],
  )
  t.end()
})
t.end()
