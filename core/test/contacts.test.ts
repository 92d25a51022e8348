import t from 'tap'

import {
  findChats,
  getContact,
  listChats,
  listContacts,
  listSharedFiles,
  mergeContacts,
  patchContact,
  since,
  suggestMerges,
  unmergeContact,
} from '../src/index.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const ada = await addUser(kernel, 'Ada', 'admin')
const room = await addConnection(kernel, 'parrot', 'A')
const other = await addConnection(kernel, 'parrot', 'B')

async function count(text: string, values: unknown[] = []): Promise<number> {
  const [row] = await kernel.database.query<{ count: number }>(
    `select count(*)::int as count from ${text}`,
    values,
  )
  return row!.count
}
async function addFile(messageId: string, name: string, state = 'ready'): Promise<string> {
  const sha256 = name.padEnd(64, '0')
  const [row] = await kernel.database.query<{ id: string }>(
    `with f as (insert into files (sha256, mime, bytes) values ($2, 'text/plain', 3) on conflict (sha256) do update set mime = excluded.mime returning sha256)
     insert into attachments (message_id, kind, name, sha256, state) select $1, 'document', $3, sha256, $4 from f returning id`,
    [messageId, sha256, name, state],
  )
  return row!.id
}

t.test('a person is shown with every address, newest people first', async (t) => {
  const ann = await addChat(kernel, room, { name: 'Ann', handle: 'ann.shop', identity: '4915199' })
  for (let i = 0; i < 11; i++) await addChat(kernel, room)
  t.match(await getContact(kernel, ann.contactId), {
    name: 'Ann',
    handle: 'ann.shop',
    avatarUrl: null,
    details: {},
    identities: [
      {
        channel: 'parrot',
        connection: { id: room, name: 'parrot A' },
        externalId: '4915199',
        chatId: ann.id,
      },
    ],
    merged: [],
  })
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listContacts>> = await listContacts(kernel, {
      limit: 5,
      ...(cursor && { cursor }),
    })
    ids.push(...page.items.map(({ id }) => Number(id)))
    cursor = page.nextCursor
  } while (cursor)
  t.same(
    ids,
    ids.toSorted((a, b) => b - a),
  )
  t.equal(ids.length, 12)
  t.same(
    (await listContacts(kernel, { q: 'ÄNN' })).items.map(({ id }) => id),
    [ann.contactId],
  )
  t.same(
    (await listContacts(kernel, { q: '15199' })).items.map(({ id }) => id),
    [ann.contactId],
  )
  t.same((await listContacts(kernel, { q: '%' })).items, [])
  await t.rejects(getContact(kernel, '999999'), { code: 'not_found' })
  await t.rejects(listContacts(kernel, { cursor: 'x.y' }), { code: 'bad_cursor' })
})

t.test('a name that a colleague gives stays, and is told with its chats', async (t) => {
  const { id, contactId } = await addChat(kernel, room, { name: 'anna1987' })
  const [before] = await kernel.database.query<{ id: string }>(
    'select max(id)::text as id from events',
  )
  const contact = await patchContact(kernel, contactId, {
    name: ' Anna\0 Schmidt ',
    details: { 'e-mail': 'anna@example.com' },
  })
  t.match(contact, { name: 'Anna Schmidt', details: { 'e-mail': 'anna@example.com' } })
  t.equal(await count('contacts where id = $1 and renamed', [contactId]), 1)
  const events = await since(kernel.database, before?.id ?? '0')
  t.match(events, [
    { type: 'contact.updated', subject: contactId },
    { type: 'chat.updated', subject: id },
  ])
  await patchContact(kernel, contactId, { details: {} })
  t.match(await getContact(kernel, contactId), { name: 'Anna Schmidt', details: {} })
  await t.rejects(patchContact(kernel, '999999', { name: 'x' }), { code: 'not_found' })
})

t.test('two records of one person become one, and two again; no chat moves', async (t) => {
  const first = await addChat(kernel, room, { name: 'Bea Bruns', identity: 'bea-1' })
  const second = await addChat(kernel, other, { name: null, identity: 'bea-2' })
  const merged = await mergeContacts(kernel, first.contactId, second.contactId)
  t.match(merged, { id: first.contactId, name: 'Bea Bruns', merged: [{ id: second.contactId }] })
  t.same(
    merged.identities.map(({ externalId }) => externalId),
    ['bea-1', 'bea-2'],
  )
  const chats = await findChats(kernel, [first.id, second.id], ada.id)
  t.match(chats, [
    {
      identity: 'bea-1',
      connection: { id: room },
      contact: { id: first.contactId, name: 'Bea Bruns' },
    },
    {
      identity: 'bea-2',
      connection: { id: other },
      contact: { id: first.contactId, name: 'Bea Bruns' },
    },
  ])
  t.equal(
    (await getContact(kernel, second.contactId)).id,
    first.contactId,
    'the old id leads to the person',
  )
  const list = await listChats(kernel, ada.id, { contactId: first.contactId })
  t.same(
    new Set(list.items.map(({ id }) => id)),
    new Set([first.id, second.id]),
    'previous chats are those of all',
  )
  t.same((await listChats(kernel, ada.id, { q: 'bea bruns' })).items.length, 2)
  t.notOk((await listContacts(kernel, {})).items.some(({ id }) => id === second.contactId))

  t.match(await unmergeContact(kernel, second.contactId), {
    id: second.contactId,
    name: 'bea-2',
    identities: [{ externalId: 'bea-2' }],
  })
  t.match(await findChats(kernel, [second.id], ada.id), [
    { identity: 'bea-2', contact: { id: second.contactId } },
  ])
  await t.rejects(unmergeContact(kernel, second.contactId), { code: 'not_found' })
  await t.rejects(mergeContacts(kernel, first.contactId, first.contactId), { code: 'invalid' })
  await t.rejects(mergeContacts(kernel, first.contactId, '999999'), {
    code: 'invalid',
    errors: [{ pointer: '/contactId' }],
  })
  await t.rejects(mergeContacts(kernel, '999999', first.contactId), { code: 'not_found' })
})

t.test('merging the merged keeps one level, and each can be taken out alone', async (t) => {
  const people = []
  for (let i = 0; i < 3; i++) people.push(await addChat(kernel, room, { identity: `chain-${i}` }))
  const [a, b, c] = people.map(({ contactId }) => contactId) as [string, string, string]
  await mergeContacts(kernel, b, c)
  await mergeContacts(kernel, a, c)
  t.same(
    (await getContact(kernel, c)).merged?.map(({ id }) => id),
    [b, c],
  )
  await unmergeContact(kernel, b)
  t.same(
    (await getContact(kernel, a)).merged?.map(({ id }) => id),
    [c],
  )
  const results = await Promise.allSettled([
    mergeContacts(kernel, a, b),
    mergeContacts(kernel, b, a),
  ])
  t.equal(
    results.filter(({ status }) => status === 'fulfilled').length,
    1,
    'both ways at once: one wins',
  )
})

t.test('who may be the same person is suggested, with the reason', async (t) => {
  const me = await addChat(kernel, room, {
    name: 'Carla Díaz',
    handle: 'carla.d',
    identity: '34600',
  })
  const phone = await addChat(kernel, other, { name: 'somebody', identity: '34600' })
  const handle = await addChat(kernel, other, { name: 'x', handle: 'CARLA.D' })
  const name = await addChat(kernel, other, { name: 'carla diaz' })
  await addChat(kernel, other, { name: 'Carla' })
  const found = await suggestMerges(kernel, me.contactId)
  t.same(
    found.map(({ contact, reasons }) => [contact.id, ...reasons]),
    [
      [phone.contactId, 'address'],
      [handle.contactId, 'handle'],
      [name.contactId, 'name'],
    ],
  )
  await mergeContacts(kernel, me.contactId, phone.contactId)
  t.equal((await suggestMerges(kernel, me.contactId)).length, 2)
})

t.test('the files that went to and fro are listed, newest first', async (t) => {
  const { id, contactId } = await addChat(kernel, room)
  for (let i = 0; i < 5; i++) {
    const messageId = await addMessage(kernel, id, {
      sentAt: `2026-03-0${i + 1}T10:00:00Z`,
      direction: i % 2 ? 'out' : 'in',
    })
    await addFile(messageId, `file-${i}`, i === 3 ? 'deleted' : 'ready')
  }
  const first = await listSharedFiles(kernel, contactId, { limit: 2 })
  const rest = await listSharedFiles(kernel, contactId, { limit: 2, cursor: first.nextCursor! })
  t.same(
    [...first.items, ...rest.items].map(({ attachment }) => attachment.name),
    ['file-4', 'file-2', 'file-1', 'file-0'],
  )
  t.match(first.items[0], {
    chatId: id,
    direction: 'in',
    at: '2026-03-05T10:00:00.000Z',
    attachment: { url: /^\/api\/files/ },
  })
  t.equal(rest.nextCursor, null)
})
