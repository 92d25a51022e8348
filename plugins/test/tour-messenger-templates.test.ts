/** Utility messages of a Page: switched on, made, sent after the window, and tapped. */
import { randomUUID } from 'node:crypto'

import t from 'tap'

import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'messenger')
const { act, api, call, control } = tour
const path = `/api/social-connections/${tour.connectionId}`

async function list(): Promise<any[]> {
  return (await api('GET', `/api/templates?connectionId=${tour.connectionId}`)).items
}

t.test('off by default: a chat whose window is closed takes nothing', async (t) => {
  await control('POST', 'clock', { offsetMs: -8 * 86_400_000 })
  await act('text', { text: 'Last week' })
  await control('POST', 'clock', {})
  const { id, window } = await tour.chatOf()
  t.notMatch(window.allows, ['template'])
  const template = { name: 'order_ready', language: 'en_US' }
  const { status } = await call('POST', '/api/messages', {
    chatId: id,
    clientId: randomUUID(),
    template,
  })
  t.equal(status, 422)
  t.same(await list(), [])
})

t.test('switched on they are listed, and go out after the window', async (t) => {
  const { status, checks } = await api('PATCH', path, { config: { utilityMessages: true } })
  t.equal(status, 'connected', JSON.stringify(checks))
  t.match(await list(), [{ name: 'order_ready', status: 'approved', header: 'Order {{1}}' }])
  t.match((await tour.chatOf()).window, {
    state: 'closed',
    allows: ['read', 'handover', 'template'],
  })
  const parameters = { header: ['7'], body: ['Ana', 'Friday'], buttons: { 0: '7' } }
  const { message, phone } = await tour.send({
    template: { name: 'order_ready', language: 'en_US', parameters },
  })
  t.match(message, { kind: 'template', text: /until Friday/ })
  const [shown] = phone
  t.match(shown, {
    error: null,
    shown: {
      header: 'Order 7',
      text: /until Friday/,
      choices: [{ url: 'https://example.com/orders/7' }, { title: 'Keep it longer' }],
    },
  })
  await act('tap', { target: shown.id, title: 'Keep it longer', payload: 'keep' })
  const [tapped] = await tour.messages()
  t.match(tapped, { kind: 'interactive', text: 'Keep it longer', content: { payload: 'keep' } })
})

t.test('made from the inbox, refused in words, found after a rejection', async (t) => {
  const draft = {
    name: 'pick_up',
    language: 'en_US',
    body: 'It is here, {{first_name}}.',
    examples: { first_name: 'Ana' },
  }
  await api('POST', `${path}/templates`, { draft })
  const made = (await list()).find(({ name }) => name === 'pick_up')
  t.match(made, { status: 'approved', variables: [{ name: 'first_name', example: 'Ana' }] })
  const template = { name: 'pick_up', language: 'en_US', parameters: { first_name: 'Ana' } }
  t.match((await tour.send({ template })).phone, [{ shown: { text: 'It is here, Ana.' } }])
  const again = await call('POST', `${path}/templates`, { draft })
  t.match(again, { status: 422, body: { code: 'platform_refused' } })
  await api('POST', `${path}/templates`, { draft: { ...draft, name: 'reject_me' } })
  await until(async () => (await list()).some(({ status }) => status === 'rejected'))
})
