/** Every row of the Send API: the request that goes out, as Meta documents it. */
import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { refusal } from '../../meta/test/fake-graph.ts'
import { mediaOf, sent } from '../../meta/test/sending.ts'
import { send as sendStep } from '../src/send.ts'

const edge = 'POST graph.facebook.com/v26.0/100/messages'
const accepted = { recipient_id: '7001', message_id: 'm_1' }

function send(step: Step, more: { window?: string; to?: string; answers?: object } = {}) {
  const answers = { [edge]: accepted, ...more.answers }
  const connection = { config: { pageId: '100' }, secrets: { accessToken: 'T' } }
  return sent(sendStep, step, { ...connection, ...more, answers })
}

function answer(message: object, more: object = {}) {
  return {
    recipient: { id: '7001' },
    messaging_type: 'RESPONSE',
    message: { ...message, metadata: 'out:1' },
    ...more,
  }
}

t.test('a text is an answer to the person, with our key as metadata', async (t) => {
  const { result, calls, http } = await send({ kind: 'text', text: 'Grüße' })
  t.same(result, { ok: true, ids: ['m_1'] })
  t.same(calls, [{ call: edge, body: answer({ text: 'Grüße' }) }])
  t.equal(http.requests[0]?.headers['authorization'], 'Bearer T')
})

t.test('a reply names the message beside the message, not inside it', async (t) => {
  const { calls } = await send({ kind: 'text', text: 'Yes', replyTo: 'm_q' })
  t.same(calls[0]?.body, answer({ text: 'Yes' }, { reply_to: { mid: 'm_q' } }))
})

t.test('a human’s answer after a day carries the tag HUMAN_AGENT', async (t) => {
  const { calls } = await send({ kind: 'text', text: 'Sorry' }, { window: 'human_agent' })
  const tag = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
  t.same(calls[0]?.body, answer({ text: 'Sorry' }, tag))
})

t.test('the answer to a comment is a private reply, and to a visitor’s post too', async (t) => {
  const comment = await send({ kind: 'text', text: 'Hi', replyTo: '11_22' })
  t.same(comment.calls[0]?.body, answer({ text: 'Hi' }, { recipient: { comment_id: '11_22' } }))
  const post = await send({ kind: 'text', text: 'Hi', replyTo: '100_31' })
  t.same(post.calls[0]?.body, answer({ text: 'Hi' }, { recipient: { post_id: '100_31' } }))
})

t.test('a person known by reference is addressed by it, and learned from the answer', async (t) => {
  const { result, calls } = await send({ kind: 'text', text: 'Hi' }, { to: 'ref2' })
  t.same(calls[0]?.body, answer({ text: 'Hi' }, { recipient: { user_ref: 'ref2' } }))
  t.same(result, { ok: true, ids: ['m_1'], learned: { id: '7001', aliases: ['ref2'] } })
})

for (const [kind, mime, type] of [
  ['image', 'image/png', 'image'],
  ['video', 'video/mp4', 'video'],
  ['audio', 'audio/mpeg', 'audio'],
  ['voice', 'audio/mp4', 'audio'],
  ['document', 'application/pdf', 'file'],
] as const) {
  t.test(`${kind} goes by link as ${type} where Meta can fetch it`, async (t) => {
    const { calls } = await send({ kind: 'media', media: [mediaOf(kind, mime, true)] })
    const payload = { url: 'https://files.example.com/a' }
    t.same(calls, [{ call: edge, body: answer({ attachment: { type, payload } }) }])
  })

  t.test(`${kind} is uploaded with its type where Meta cannot fetch it`, async (t) => {
    const upload = 'POST graph.facebook.com/v26.0/100/message_attachments'
    const answers = { [upload]: { attachment_id: 99 } }
    const { calls, http } = await send(
      { kind: 'media', media: [mediaOf(kind, mime, false)], replyTo: 'm_q' },
      { answers },
    )
    t.equal(calls[0]?.call, upload)
    const form = http.requests[0]?.body ?? ''
    t.match(form, 'name="message"')
    t.match(form, JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }))
    t.match(form, 'name="filedata"; filename="a.bin"')
    t.match(form, `Content-Type: ${mime}`)
    t.notMatch(form, 'files.example.com')
    const payload = { attachment_id: '99' }
    const body = answer({ attachment: { type, payload } }, { reply_to: { mid: 'm_q' } })
    t.same(calls[1], { call: edge, body })
  })
}

t.test('a failed upload is certain: no message has gone out', async (t) => {
  const upload = 'POST graph.facebook.com/v26.0/100/message_attachments'
  const step: Step = { kind: 'media', media: [mediaOf('image', 'image/png', false)] }
  for (const answer of [refusal(1), new Response('<html>', { status: 502 }), {}]) {
    const { result, calls } = await send(step, { answers: { [upload]: answer } })
    t.hasStrict(result, { ok: false, failure: { retry: 'later', certain: true } })
    t.equal(calls.length, 1)
  }
  const gone = {
    ...mediaOf('image', 'image/png', false),
    open: () => Promise.reject(new Error('x')),
  }
  const { result, calls } = await send({ kind: 'media', media: [gone] })
  t.hasStrict(result, { ok: false, failure: { kind: 'media', retry: 'no', certain: true } })
  t.equal(calls.length, 0)
})

t.test('answers to tap are quick replies', async (t) => {
  const { calls } = await send({
    kind: 'buttons',
    text: 'Which one?',
    buttons: [{ title: 'Red', payload: 'R' }, { title: 'Blue' }],
  })
  const quick_replies = [
    { content_type: 'text', title: 'Red', payload: 'R' },
    { content_type: 'text', title: 'Blue', payload: 'Blue' },
  ]
  t.same(calls[0]?.body, answer({ text: 'Which one?', quick_replies }))
})

t.test('buttons with a link or a call are a button template', async (t) => {
  const { calls } = await send({
    kind: 'buttons',
    text: 'How?',
    header: 'Contact',
    footer: 'Mon to Fri',
    buttons: [
      { title: 'Write', payload: 'W' },
      { title: 'Call', phone: '+15550001111' },
      { title: 'Shop', url: 'https://example.com' },
    ],
  })
  const payload = {
    template_type: 'button',
    text: 'Contact\nHow?\nMon to Fri',
    buttons: [
      { type: 'postback', title: 'Write', payload: 'W' },
      { type: 'phone_number', title: 'Call', payload: '+15550001111' },
      { type: 'web_url', url: 'https://example.com', title: 'Shop' },
    ],
  }
  t.same(calls[0]?.body, answer({ attachment: { type: 'template', payload } }))
})

t.test('a fourth button beside a link is refused before it is sent', async (t) => {
  const buttons = [1, 2, 3, 4].map((n) => ({ title: `${n}`, url: 'https://example.com' }))
  const { result, calls } = await send({ kind: 'buttons', text: 'x', buttons })
  t.hasStrict(result, { ok: false, failure: { kind: 'content', retry: 'no', certain: true } })
  t.equal(calls.length, 0)
})

t.test('a link with a label is a button template', async (t) => {
  const { calls } = await send({
    kind: 'link',
    text: 'Your order',
    label: 'Track',
    url: 'https://example.com/7',
  })
  const buttons = [{ type: 'web_url', url: 'https://example.com/7', title: 'Track' }]
  const payload = { template_type: 'button', text: 'Your order', buttons }
  t.same(calls[0]?.body, answer({ attachment: { type: 'template', payload } }))
})

t.test('cards are a generic template', async (t) => {
  const { calls } = await send({
    kind: 'cards',
    cards: [
      {
        title: 'Kettle',
        subtitle: '1.7 l',
        imageUrl: 'https://example.com/k.jpg',
        url: 'https://example.com/k',
        buttons: [{ title: 'Buy', payload: 'B' }],
      },
      { title: 'Cup' },
    ],
  })
  const elements = [
    {
      title: 'Kettle',
      subtitle: '1.7 l',
      image_url: 'https://example.com/k.jpg',
      default_action: { type: 'web_url', url: 'https://example.com/k' },
      buttons: [{ type: 'postback', title: 'Buy', payload: 'B' }],
    },
    { title: 'Cup' },
  ]
  const payload = { template_type: 'generic', elements }
  t.same(calls[0]?.body, answer({ attachment: { type: 'template', payload } }))
})

const person = { recipient: { id: '7001' } }

t.test('a sticker of Messenger goes by its number', async (t) => {
  const { calls } = await send({ kind: 'stock', id: '369239263222822' })
  t.same(calls[0]?.body, answer({ sticker_id: '369239263222822' }))
})

t.test('a phone number and an e-mail address are asked for by quick replies', async (t) => {
  for (const what of ['phone', 'email'] as const) {
    const content_type = what === 'phone' ? 'user_phone_number' : 'user_email'
    const { calls } = await send({ kind: 'ask', what, text: 'May we?', replyTo: 'm_q' })
    const message = { text: 'May we?', quick_replies: [{ content_type }] }
    t.same(calls[0]?.body, answer(message, { reply_to: { mid: 'm_q' } }))
  }
})

t.test('a reaction is a sender action with the emoji, its removal one without', async (t) => {
  const answers = { [edge]: { recipient_id: '7001' } }
  const set = await send({ kind: 'reaction', target: 'm_q', emoji: '🎉' }, { answers })
  const react = { sender_action: 'react', payload: { message_id: 'm_q', reaction: '🎉' } }
  t.same(set.calls[0]?.body, { ...person, ...react })
  t.same(set.result, { ok: true, ids: [] })
  const none = await send({ kind: 'reaction', target: 'm_q', emoji: null }, { answers })
  const unreact = { sender_action: 'unreact', payload: { message_id: 'm_q' } }
  t.same(none.calls[0]?.body, { ...person, ...unreact })
})

for (const [step, action] of [
  [{ kind: 'typing', on: true }, 'typing_on'],
  [{ kind: 'typing', on: false }, 'typing_off'],
  [{ kind: 'read', target: 'm_q' }, 'mark_seen'],
] as const) {
  t.test(`${action} travels alone`, async (t) => {
    const { calls, result } = await send(step, { answers: { [edge]: { recipient_id: '7001' } } })
    t.same(calls, [{ call: edge, body: { ...person, sender_action: action } }])
    t.same(result, { ok: true, ids: [] })
  })
}

for (const [action, more] of [
  ['take', {}],
  ['release', {}],
  ['request', {}],
  ['pass', { target_app_id: '263902037430900' }],
] as const) {
  t.test(`${action} of thread control has an edge of its own`, async (t) => {
    const control = `POST graph.facebook.com/v26.0/100/${action}_thread_control`
    const { calls, result } = await send(
      { kind: 'handover', action },
      { answers: { [control]: { success: true } } },
    )
    t.same(calls, [{ call: control, body: { ...person, ...more } }])
    t.same(result, { ok: true, ids: [] })
  })
}

t.test('control is passed to the app that is named', async (t) => {
  const control = 'POST graph.facebook.com/v26.0/100/pass_thread_control'
  const { calls } = await send(
    { kind: 'handover', action: 'pass', app: '555' },
    { answers: { [control]: { success: true } } },
  )
  t.same(calls[0]?.body, { ...person, target_app_id: '555' })
})

t.test('what Messenger has not is unsupported, and nothing is asked', async (t) => {
  const steps: Step[] = [
    { kind: 'location', lat: 1, lon: 2 },
    { kind: 'contacts', cards: [{ name: 'Ada' }] },
    { kind: 'list', text: 'x', button: 'y', rows: [] },
    { kind: 'media', media: [1, 2].map(() => mediaOf('image', 'image/png', true)) },
  ]
  for (const step of steps) {
    const { result, calls } = await send(step)
    t.hasStrict(result, { ok: false, failure: { kind: 'unsupported', certain: true } }, step.kind)
    t.equal(calls.length, 0)
  }
})

t.test('an answer without a message id is an open question, and usage comes along', async (t) => {
  const open = await send(
    { kind: 'text', text: 'x' },
    { answers: { [edge]: { recipient_id: '1' } } },
  )
  t.hasStrict(open.result, { ok: false, failure: { certain: false } })
  const headers = { 'x-app-usage': '{"call_count":83}' }
  const busy = await send(
    { kind: 'text', text: 'x' },
    { answers: { [edge]: Response.json(accepted, { headers }) } },
  )
  t.hasStrict(busy.result, { ok: true, usage: 83 })
})

t.test('a refusal is the failure of its row', async (t) => {
  const answers = { [edge]: refusal(10, 2018278) }
  const { result } = await send({ kind: 'text', text: 'x' }, { answers })
  t.hasStrict(result, { ok: false, failure: { kind: 'window_closed', certain: true } })
})
t.end()
