/** What comes before its connection is there: a platform tells of an account as soon as its webhooks are asked for. */
import t from 'tap'

import { change, entryOf, from, numberBody, pageBody, seconds, startMailman } from './mailman.ts'

const mail = await startMailman(t)
const { call, one, post } = mail
const lateNumber = '109876543210009'
const latePage = '102030405060709'

async function connect(channel: string, config: object): Promise<void> {
  const given = { channel, config, secrets: { accessToken: 'a-token-of-nobody' }, check: false }
  const { status } = await call('POST', '/api/social-connections', given)
  t.equal(status, 201)
}

t.test('messages and an import of the phone are there once the number is connected', async (t) => {
  const past = {
    from: '15550003001',
    to: '12025550100',
    id: 'wamid.early-past',
    timestamp: seconds(86_400_000),
    type: 'text',
    text: { body: 'long ago' },
    history_context: { status: 'READ' },
  }
  const threads = [{ id: '15550003001', messages: [past] }]
  await post(numberBody(change({ history: [{ threads }] }, 'history', lateNumber)))
  const message = {
    from: '15550003001',
    id: 'wamid.early',
    timestamp: seconds(),
    type: 'text',
    text: { body: 'just now' },
  }
  await post(numberBody(change({ messages: [message] }, 'messages', lateNumber)))
  t.equal(await one('wamid.early'), undefined)
  await connect('whatsapp', { phoneNumberId: lateNumber, businessAccountId: '208765432100009' })
  t.match(await one('wamid.early'), { text: 'just now', chat: { unreadCount: 1 } })
  t.match(await one('wamid.early-past'), { text: 'long ago', content: { history: true } })
})

t.test('a Page’s too, beside those of others in one delivery, and none twice', async (t) => {
  const mine = { message: { mid: 'm_early', text: 'early' } }
  const body = pageBody(
    entryOf('102030405060701', [
      from('9001', '102030405060701', { message: { mid: 'm_known', text: 'known' } }),
    ]),
    entryOf(latePage, [from('9002', latePage, mine)]),
  )
  await post(body)
  await connect('messenger', { pageId: latePage })
  t.match(await one('m_early'), { text: 'early' })
  await post(body)
  t.match(await one('m_early'), { text: 'early', chat: { unreadCount: 1 } })
  t.match(await one('m_known'), { text: 'known', chat: { unreadCount: 1 } })
})
