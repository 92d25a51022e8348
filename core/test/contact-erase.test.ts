import t from 'tap'

import {
  eraseContact,
  eraseIdentities,
  exportContact,
  findChats,
  findContacts,
  findMessages,
  mergeContacts,
} from '../src/index.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const ada = await addUser(kernel, 'Ada', 'admin')
const room = await addConnection(kernel, 'parrot', 'A')
const other = await addConnection(kernel, 'parrot', 'B')
const actor = { userId: ada.id }

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

t.test('a person gets all that is held about them', async (t) => {
  const { id, contactId } = await addChat(kernel, room, { name: 'Dora' })
  await kernel.database.query(
    `insert into messages (chat_id, connection_id, direction, kind, text, author_type, status, sent_at)
     select $1, $2, 'in', 'text', 'text ' || i, 'contact', 'received', now() from generate_series(0, 1202) i`,
    [id, room],
  )
  await kernel.database.query(`insert into notes (chat_id, text) values ($1, 'a note')`, [id])
  let text = ''
  for await (const piece of exportContact(kernel, contactId)) text += piece
  const all = JSON.parse(text)
  t.match(all, { contact: { name: 'Dora' }, notes: [{ text: 'a note' }] })
  t.same(
    all.messages.map((message: { text: string }) => message.text),
    Array.from({ length: 1203 }, (_, i) => `text ${i}`),
  )
})

t.test('a person is erased whole, and nobody else', async (t) => {
  const kept = await addChat(kernel, room, { identity: 'kept' })
  const gone = await addChat(kernel, room, { name: 'Erase Me', identity: 'gone-1' })
  const alias = await addChat(kernel, other, { identity: 'gone-2' })
  await mergeContacts(kernel, gone.contactId, alias.contactId)
  const messageId = await addMessage(kernel, gone.id, { text: 'personal' })
  await addFile(messageId, 'private')
  const shared = await addFile(await addMessage(kernel, alias.id), 'shared')
  await addFile(await addMessage(kernel, kept.id), 'shared')
  await kernel.database.query(`insert into notes (chat_id, text) values ($1, 'about them')`, [
    gone.id,
  ])
  await kernel.database.query(
    `insert into deliveries (path, body, state, connection_ids) values ('x', 'from gone-1', 'processed', array[$1::bigint]),
       ('x', 'from gone-1 and kept', 'partial', array[$1::bigint]), ('x', 'from kept', 'processed', array[$1::bigint])`,
    [room],
  )
  await eraseContact(kernel, alias.contactId, actor)
  t.same(await findContacts(kernel, [gone.contactId, alias.contactId]), [])
  t.same(await findChats(kernel, [gone.id, alias.id], ada.id), [])
  t.same(await findMessages(kernel, [messageId]), [])
  t.equal(await count('attachments where id = $1', [shared]), 0)
  t.equal(await count(`files where sha256 like 'private%'`), 0)
  t.equal(await count(`files where sha256 like 'shared%'`), 1, 'somebody else has the same file')
  t.equal(await count(`deliveries`), 2, 'what holds the unread events of others stays')
  t.equal((await findChats(kernel, [kept.id], ada.id)).length, 1)
  t.equal(
    await count(`audit where action = 'contact.erased' and subject = $1 and user_id = $2`, [
      alias.contactId,
      ada.id,
    ]),
    1,
  )
  const told = await kernel.database.query<{ type: string }>(
    `select type from events where chat_id = any($1::bigint[])`,
    [[gone.id, alias.id]],
  )
  t.same(told, [{ type: 'chat.deleted' }, { type: 'chat.deleted' }])
  await t.rejects(eraseContact(kernel, gone.contactId, actor), { code: 'not_found' })
})

t.test('a platform can have a person erased by their id', async (t) => {
  const { id } = await addChat(kernel, room, { identity: 'meta-77' })
  t.equal(await eraseIdentities(kernel, 'other-channel', ['meta-77']), 0)
  t.equal(await eraseIdentities(kernel, 'parrot', ['meta-77', 'unknown']), 1)
  t.same(await findChats(kernel, [id], ada.id), [])
})
