/** Bodies of WhatsApp that come before, after or instead of what they belong to, read as an agent sees them. */
import t from 'tap'

import { change, numberBody, seconds } from './mailman.ts'
import { startWhatsappMail, text } from './whatsapp-mail.ts'

const mail = await startWhatsappMail(t)
const { post, one, seen, call, twice, wamid, said } = mail

async function textsOf(identity: string): Promise<unknown[]> {
  return (await seen()).filter(({ chat }) => chat.identity === identity).map((each) => each.text)
}

t.test('statuses before their message, out of order, with several errors', async (t) => {
  const id = wamid()
  const past = { id, to: '15550002011', from: '12025550100', timestamp: seconds(), ...text('echo') }
  const base = { id, timestamp: seconds(), recipient_id: '15550002011' }
  await twice(
    numberBody(
      change({ statuses: [{ ...base, status: 'read' }] }),
      change({ statuses: [{ ...base, status: 'sent' }] }),
    ),
  )
  await twice(numberBody(change({ message_echoes: [past] }, 'smb_message_echoes')))
  t.match(await one(id), { direction: 'out', status: 'read' })
  const failing = wamid()
  const other = { ...past, id: failing }
  await post(numberBody(change({ message_echoes: [other] }, 'smb_message_echoes')))
  const errors = [
    { code: 131047, title: 'Re-engagement message', error_data: { details: 'over 24 hours' } },
    { code: 131026, title: 'Message undeliverable' },
  ]
  await twice(
    numberBody(change({ statuses: [{ ...base, id: failing, status: 'failed', errors }] })),
  )
  t.match(await one(failing), { status: 'failed', failure: { code: '131047' } })
  await post(numberBody(change({ statuses: [{ ...base, id: failing, status: 'delivered' }] })))
  t.match(await one(failing), { status: 'failed' })
})

t.test('reactions, edits and revocations of unknown messages wait for them', async (t) => {
  const id = wamid()
  const sender = { from: '15550002012', timestamp: seconds() }
  const edited = { original_message_id: id, message: text('better') }
  const early = [
    { ...sender, id: wamid(), type: 'reaction', reaction: { message_id: id, emoji: '👍🏽' } },
    { ...sender, id: wamid(), type: 'edit', edit: edited },
  ]
  await twice(numberBody(change({ messages: early })))
  await twice(numberBody(change({ messages: [{ ...sender, id, ...text('bad') }] })))
  t.match(await one(id), { text: 'better', reactions: [{ emoji: '👍🏽' }] })
  const off = { ...sender, id: wamid(), type: 'reaction', reaction: { message_id: id } }
  await twice(numberBody(change({ messages: [{ ...off, timestamp: seconds(-2000) }] })))
  t.same((await one(id)).reactions, [])
  const revoked = { ...sender, id: wamid(), type: 'revoke', revoke: { original_message_id: id } }
  await twice(numberBody(change({ messages: [revoked] })))
  t.match(await one(id), { text: null, deletedAt: /Z$/ })
})

t.test('an edit of a picture’s caption, and of a picture that becomes another', async (t) => {
  const { externalId: id } = await said({ type: 'image', image: { id: '1', caption: 'old' } })
  const edited = {
    original_message_id: id,
    message: { type: 'image', image: { id: '2', caption: 'new' } },
  }
  await twice(
    numberBody(
      change({
        messages: [
          { from: '15550002001', id: wamid(), timestamp: seconds(), type: 'edit', edit: edited },
        ],
      }),
    ),
  )
  t.match(await one(id), { kind: 'image', text: 'new' })
})

t.test('a group: the chat is the group’s, its authors are people', async (t) => {
  const group = '120363@g.us'
  const one1 = await said({ ...text('hello all'), group_id: group }, { wa_id: '15550002013' })
  const two = await said({ ...text('hi'), group_id: group }, { user_id: 'DE.444' })
  t.equal(one1.chat.id, two.chat.id)
  t.match(one1, { author: { id: '15550002013' }, chat: { identity: group } })
  const own = await said(text('alone'), { wa_id: '15550002013' })
  t.not(own.chat.id, one1.chat.id)
  const status = {
    id: 'wamid.none',
    status: 'delivered',
    timestamp: seconds(),
    recipient_type: 'group',
    recipient_id: group,
    recipient_participant_id: '15550002013',
  }
  await twice(numberBody(change({ statuses: [status] })))
})

t.test('history in chunks that come out of order, twice, and media afterwards', async (t) => {
  const ids = [wamid(), wamid(), wamid()]
  const phone = '15550002014'
  function chunk(order: number, at: number): object {
    const message = {
      from: order === 1 ? '12025550100' : phone,
      to: order === 1 ? phone : '12025550100',
      id: ids[order],
      timestamp: seconds(86_400_000 * (10 - at)),
      ...(order === 2 ? { type: 'media_placeholder' } : text(`past ${order}`)),
      history_context: { status: order === 1 ? 'READ' : 'DELIVERED' },
    }
    const metadata = { phase: 1, chunk_order: order, progress: (order + 1) * 33 }
    return change(
      { history: [{ metadata, threads: [{ id: phone, messages: [message] }] }] },
      'history',
    )
  }
  for (const order of [2, 0, 1]) await twice(numberBody(chunk(order, order)))
  const [first, second, third] = await Promise.all(ids.map(one))
  t.match(first, { text: 'past 0', direction: 'in', chat: { unreadCount: 0 } })
  t.match(second, { text: 'past 1', direction: 'out', status: 'read' })
  t.match(third, { kind: 'unsupported', chat: { waitingSince: null } })
  const medium = {
    from: phone,
    id: ids[2],
    timestamp: seconds(),
    type: 'image',
    image: { id: '9' },
  }
  await twice(numberBody(change({ messages: [medium] }, 'history')))
  t.match(await one(ids[2]!), { kind: 'image', attachments: { length: 1 } })
  const fresh = await said(text('now'), { wa_id: phone })
  t.match(fresh.chat, { unreadCount: 1, lastMessage: { text: 'now' } })
  t.same(
    (await textsOf(phone)).filter(Boolean).toSorted((a, b) => String(a).localeCompare(String(b))),
    ['now', 'past 0', 'past 1'],
  )
})

t.test('nothing of all this was quarantined', async (t) => {
  t.same((await call('GET', '/api/deliveries?state=quarantined')).body.items, [])
})
