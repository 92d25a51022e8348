import t from 'tap'

import { fetchMedia, findContacts, storeAvatar } from '../src/index.ts'
import { openMediaDesk } from './media-rig.ts'
import { jpeg, png } from './samples.ts'

const { platform, kernel, chat, receive, shown, stateOf } = await openMediaDesk(t)

t.test('two workers fetch each file once', async (t) => {
  platform.gives(await png())
  const media = []
  for (let i = 0; i < 12; i++)
    media.push(await receive({ kind: 'image', locator: { id: String(i) } }))
  await Promise.all([fetchMedia(kernel), fetchMedia(kernel), fetchMedia(kernel)])
  t.same(
    platform.seen.map(({ path }) => Number(path.split('/').pop())).sort((a, b) => a - b),
    media.map((_, i) => i),
  )
})

t.test('what was deleted while it was fetched stays deleted', async (t) => {
  const medium = await receive({ kind: 'image' })
  const picture = await png(33, 33)
  platform.answer = (_request, response) =>
    void kernel.database
      .query(`update attachments set state = 'deleted' where id = $1`, [medium.id])
      .then(() => response.end(picture))
  await fetchMedia(kernel)
  t.match(await stateOf(medium), { state: 'deleted' })
  t.match(await shown(medium), { url: null })
})

t.test('a profile picture becomes a file of ours, and replaces the one before', async (t) => {
  platform.gives(await jpeg())
  await storeAvatar(kernel, chat.contactId, { url: `${platform.origin}/p.jpg`, channel: 'parrot' })
  const [first] = await findContacts(kernel, [chat.contactId])
  t.match(first?.avatarUrl, /^\/api\/files\//)
  platform.gives(await png(99, 99))
  await storeAvatar(kernel, chat.contactId, { url: `${platform.origin}/q.png`, channel: 'parrot' })
  const [second] = await findContacts(kernel, [chat.contactId])
  t.not(second?.avatarUrl, first?.avatarUrl)
  const [row] = await kernel.database.query<{ count: number }>(
    `select count(*)::int as count from attachments where kind = 'avatar'`,
  )
  t.equal(row?.count, 1)
  platform.gives(Buffer.from('<html>'))
  await t.rejects(
    storeAvatar(kernel, chat.contactId, { url: `${platform.origin}/x`, channel: 'parrot' }),
  )
  await t.rejects(
    storeAvatar(kernel, chat.contactId, { url: 'https://evil.tld/x.jpg', channel: 'parrot' }),
    { code: 'ERR_FORBIDDEN_ADDRESS' },
  )
})
