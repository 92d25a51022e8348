import t from 'tap'

import { startStrictGraph } from './strict-graph.ts'

const options = {
  appId: '1',
  appSecret: 'secret',
  token: 'token',
  nodes: { 10: 'messenger', 20: 'instagram', 30: 'instagram-page', 40: 'whatsapp' },
} as const
const graph = await startStrictGraph(t, options)
const recipient = { id: '5' }
const messaging_type = 'RESPONSE'
const to = '+15550001234'
const messaging_product = 'whatsapp'

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const before = graph.faults.length
  await fetch(`${graph.url}/${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer token', 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return graph.faults.slice(before)
}

t.test('what Meta documents has no fault', async (t) => {
  const rows = [
    ['10', { recipient, messaging_type, message: { text: 'Hi', metadata: 'k' } }],
    ['20', { recipient, message: { text: 'Hi' }, reply_to: { mid: 'm' } }],
    ['40', { messaging_product, to, type: 'text', text: { body: 'Hi' } }],
  ] as const
  for (const [node, body] of rows) t.same(await post(`v26.0/${node}/messages`, body), [])
})

t.test('what it does not document has one', async (t) => {
  const message = { text: 'Hi' }
  const button = { type: 'postback', title: 'A', payload: 'a' }
  const buttons = [button, button, button, button]
  const payload = { template_type: 'button', text: 'Which?', buttons }
  const tagged = { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }
  const rows: readonly (readonly [string, object])[] = [
    ['10', { recipient, message }],
    ['10', { recipient, messaging_type, message, extra: 1 }],
    ['10', { recipient, messaging_type, message: { ...message, reply_to: { mid: 'm' } } }],
    ['10', { recipient, messaging_type, message: { text: 'a'.repeat(2001) } }],
    ['10', { recipient, messaging_type, message: { attachment: { type: 'template', payload } } }],
    ['10', { recipient, ...tagged, message }],
    ['10', { recipient, messaging_type, sender_action: 'typing_on' }],
    ['10', { recipient: { id: 5 }, messaging_type, message }],
    ['20', { recipient, message: { text: 'é'.repeat(501) } }],
    ['30', { recipient, sender_action: 'react', payload: { message_id: 'm', reaction: '🔥' } }],
    ['40', { to, type: 'text', text: { body: 'Hi' } }],
    ['40', { messaging_product, to: '15550001234', type: 'text', text: { body: 'Hi' } }],
    ['40', { messaging_product, to, type: 'audio', audio: { id: '1', caption: 'a' } }],
    ['40', { messaging_product, to, type: 'hologram', hologram: {} }],
    ['50', { recipient, messaging_type, message }],
  ]
  for (const [node, body] of rows)
    t.equal((await post(`v26.0/${node}/messages`, body)).length, 1, JSON.stringify(body))
})

t.test('another version, host of tokens, or kind of body has one', async (t) => {
  const body = { recipient, messaging_type, message: { text: 'Hi' } }
  t.not((await post('v25.0/10/messages', body)).length, 0)
  t.not((await post('v26.0/10/messages?access_token=token', body)).length, 0)
  t.not((await post('v26.0/10/messages?appsecret_proof=ab', body)).length, 0)
  t.not((await post('v26.0/10/messages', body, { authorization: 'Bearer other' })).length, 0)
  t.not((await post('v26.0/10/messages', body, { 'content-type': 'text/plain' })).length, 0)
  t.not((await post('v26.0/10/nothing', body)).length, 0)
})
