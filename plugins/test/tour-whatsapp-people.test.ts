/** People whose ids change, the phone beside us, and what Meta says of the account, through the running server. */
import t from 'tap'

import { comes, startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { act, happen, api } = tour

/** The lines of the platform in a chat, oldest first. */
async function lines(person: string): Promise<any[]> {
  const messages = await tour.messages(person)
  return messages.filter(({ kind }) => kind === 'system').sort((a, b) => a.id - b.id)
}

t.test('a changed number keeps the chat, opens no window and waits for no answer', async (t) => {
  await act('text', { person: 'p2', text: 'Hello' })
  const { id, window } = await tour.chatOf('p2')
  await tour.send({ text: 'Good morning' }, 'p2')
  await api('POST', `/api/chats/${id}/read`)
  await happen('change_number', { person: 'p2', text: '12025550199' })
  const topic = 'user_changed_number'
  t.match(await lines('p2'), [{ text: /12025550199/, content: { topic } }])
  const quiet = { unreadCount: 0, waitingSince: null, window }
  t.match(await tour.chatOf('p2'), { id, identity: '12025550199', ...quiet })
  const { message, phone } = await tour.send({ text: 'Still you?' }, 'p2')
  t.equal(message.chatId, id)
  t.equal(phone.length, 1)
  const still = { person: 'p2', text: 'Still me' }
  t.equal((await comes(t, tour, ['text', still, {}])).chatId, id)
})

t.test('a business-scoped id that is made anew keeps the chat', async (t) => {
  const hidden = { person: 'p4', text: 'You cannot see my number' }
  const { chatId } = await comes(t, tour, ['text', hidden, {}])
  const before = await tour.chatOf('p4')
  const contact = { name: 'Noor Haddad', handle: 'noor.reads' }
  t.match(before, { contact, identity: /^[A-Z]{2}\.\d+$/ })
  await happen('change_id', { person: 'p4' })
  const after = await tour.chatOf('p4')
  t.equal(after.id, before.id)
  t.not(after.identity, before.identity)
  const { phone } = await tour.send({ text: 'Hello again' }, 'p4')
  t.equal(phone.length, 1)
  const again = await comes(t, tour, ['text', { person: 'p4', text: 'Hi' }, {}])
  t.equal(again.chatId, chatId)
})

t.test(
  'security code, marketing wish and calls are seen; a call waits for an answer',
  async (t) => {
    await act('text', { person: 'p3', text: 'Hello' })
    const { id, contact } = await tour.chatOf('p3')
    await tour.send({ text: 'Hello Mia' }, 'p3')
    await happen('identity_changed', { person: 'p3' })
    t.match(await tour.chatOf('p3'), { waitingSince: null, unreadCount: 1 })
    await happen('preferences', { person: 'p3', text: 'stop' })
    const details = { 'consent: marketing_messages': 'withdrawn' }
    t.match(await api('GET', `/api/contacts/${contact.id}`), { details })
    await happen('call', { person: 'p3', text: 'connect' })
    await happen('call', { person: 'p3', text: 'terminate' })
    t.match(
      (await lines('p3')).map(({ text }) => text),
      ['The security code has changed', 'Incoming call', 'Call of 2:00 minutes'],
    )
    t.match(await tour.chatOf('p3'), { id, waitingSince: /Z$/, unreadCount: 3 })
  },
)

t.test('coexistence: what the phone says is ours, from elsewhere', async (t) => {
  await act('text', { text: 'Are you there?' })
  await happen('phone_reply', { text: 'Yes, on the phone' })
  const [echo] = (await tour.messages()).filter(({ text }) => text === 'Yes, on the phone')
  const content = { origin: 'native_app' }
  t.match(echo, { direction: 'out', author: { type: 'external' }, content })
  t.equal((await tour.chatOf()).waitingSince, null)
  await happen('phone_revoke', { target: echo.externalId })
  t.match(await api('GET', `/api/messages/${echo.id}`), { deletedAt: /Z$/ })
})

t.test('coexistence: history comes without notice', async (t) => {
  const before = (await api('GET', '/api/counts')).unread
  await happen('history')
  const past = (await tour.messages()).filter(({ text }) => text?.startsWith('Earlier message'))
  t.equal(past.length, 4)
  t.match(past[0], { direction: 'out', status: 'read', content: { history: true } })
  t.match(past[1], { direction: 'in', status: 'received', content: { history: true } })
  t.equal((await api('GET', '/api/counts')).unread, before)
  await happen('history', { text: 'declined' })
  await happen('contacts_sync')
  const { detail } = await api('GET', `/api/social-connections/${tour.connectionId}`)
  t.match(detail, { history: /not shared/, smb_app_state_sync: /4 changes/ })
})

t.test(
  'one person on two channels: suggested, merged and taken apart, and each chat keeps its way',
  async (t) => {
    const page = '102030405060701'
    const hello = { account: page, person: 'p1', kind: 'text', text: 'On Messenger too' }
    await tour.control('POST', 'acts', hello)
    await tour.settle()
    const here = await tour.chatOf()
    const there = await until(async () => {
      const { items } = await api('GET', '/api/chats?channel=messenger')
      return items[0]?.contact.name === here.contact.name && items[0]
    })
    const contact = `/api/contacts/${here.contact.id}`
    const { items } = await api('GET', `${contact}/suggestions`)
    t.match(items, [{ contact: { id: there.contact.id }, reasons: ['name'] }])
    const merged = await api('POST', `${contact}/merge`, { contactId: there.contact.id })
    const channels = merged.identities.map(({ channel }: { channel: string }) => channel)
    t.same(new Set(channels), new Set(['whatsapp', 'messenger']))
    const queued = await tour.queue({ chatId: there.id, text: 'Hello over there' })
    await tour.reaches(queued, 'delivered')
    const query = new URLSearchParams({ account: page, person: 'p1' })
    const { messages } = await tour.control('GET', `messages?${query.toString()}`)
    t.match(messages.at(-1), { shown: { text: 'Hello over there' } })
    await comes(t, tour, ['text', { text: 'And here' }, { chatId: here.id }])
    await api('POST', `/api/contacts/${there.contact.id}/unmerge`)
    const apart = await api('GET', `/api/chats/${there.id}`)
    t.match(apart, { contact: { id: there.contact.id }, identity: there.identity })
  },
)

t.test('what Meta says of the account stands on the connection', async (t) => {
  function shown(): Promise<any> {
    return api('GET', `/api/social-connections/${tour.connectionId}`)
  }
  await happen('quality', { detail: { event: 'FLAGGED' } })
  t.match(await shown(), { status: 'degraded', problem: 'quality' })
  await happen('limit')
  await happen('name')
  await happen('alert', { text: 'Higher limits come later' })
  await happen('review')
  await happen('security')
  await happen('username')
  t.match((await shown()).detail, {
    phone_number_quality_update: /FLAGGED/,
    business_capability_update: /2000/,
    phone_number_name_update: /APPROVED/,
    account_alerts: /Higher limits/,
    account_review_update: /APPROVED/,
    security: /PIN_CHANGED/,
    business_username_update: /harbourlane/,
  })
  t.ok(await until(async () => (await shown()).status === 'connected'), 'Meta is asked again')
})
