import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'

import t from 'tap'

import { createUpload, findFile, runRetention, sweepFiles } from '../src/index.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, addUser } from './seeds.ts'

const kernel = await startKernel(t, {
  env: { RETENTION_DAYS: '100', DELIVERY_RETENTION_DAYS: '7' },
})
const ada = await addUser(kernel, 'Ada')
const room = await addConnection(kernel)

async function run(text: string, values: unknown[] = []): Promise<void> {
  await kernel.database.query(text, values)
}
async function count(text: string, values: unknown[] = []): Promise<number> {
  const [row] = await kernel.database.query<{ count: number }>(
    `select count(*)::int as count from ${text}`,
    values,
  )
  return row!.count
}
async function upload(text: string): Promise<{ id: string; path: string }> {
  const { id } = await createUpload(kernel, {
    stream: Readable.from([Buffer.from(text)]),
    name: 'a.txt',
    mime: null,
    userId: ada.id,
  })
  const { sha256 } = (await findFile(kernel, id))!
  return { id, path: pathOf(sha256) }
}
function pathOf(sha256: string): string {
  return join(kernel.config.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}
function age(table: string, days: number): string {
  return `update ${table} set created_at = now() - interval '${days} days'`
}

t.test('deliveries, events, notifications and waiting effects go after their time', async (t) => {
  await run(
    `insert into deliveries (path, body, state, received_at) select 'x', 'y', 'processed', now() - i * interval '1 day' from generate_series(10, 0, -1) i`,
  )
  await run(
    `insert into events (type, subject, created_at) values ('chat.updated', 1, now() - interval '4 days'), ('chat.updated', 1, now())`,
  )
  await run(
    `insert into notifications (user_id, kind, created_at) values ($1, 'mention', now() - interval '91 days'), ($1, 'mention', now())`,
    [ada.id],
  )
  await run(
    `insert into orphans (connection_id, target, key, effect, created_at) values ($1, 'a', 'a', '{}', now() - interval '2 days'), ($1, 'b', 'b', '{}', now())`,
    [room],
  )
  t.match(await runRetention(kernel), { deliveries: 4 })
  t.equal(await count('deliveries'), 7)
  t.equal(await count('events'), 1)
  t.equal(await count('notifications'), 1)
  t.equal(await count('orphans'), 1)
})

t.test('closed chats without a word since go with their people, others stay', async (t) => {
  const old = '2020-01-01T00:00:00Z'
  const gone = await addChat(kernel, room, { status: 'closed', lastMessageAt: old })
  await addMessage(kernel, gone.id, { sentAt: old })
  const open = await addChat(kernel, room, { status: 'open', lastMessageAt: old })
  const fresh = await addChat(kernel, room, {
    status: 'closed',
    lastMessageAt: new Date().toISOString(),
  })
  t.match(await runRetention(kernel), { chats: 1 })
  t.equal(await count('chats where id = any($1::bigint[])', [[gone.id, open.id, fresh.id]]), 2)
  t.equal(await count('contacts where id = $1', [gone.contactId]), 0)
  t.equal(await count('messages where chat_id = $1', [gone.id]), 0)
  t.equal(await count(`events where type = 'chat.deleted' and subject = $1`, [gone.id]), 1)
  t.match(await runRetention({ ...kernel, config: { ...kernel.config, retentionDays: 0 } }), {
    chats: 0,
  })
})

t.test(
  'an upload that no message took is dropped after a day, unless a draft holds it',
  async (t) => {
    const dropped = await upload('dropped')
    const drafted = await upload('drafted')
    const sent = await upload('sent')
    const chat = await addChat(kernel, room)
    await run(
      `insert into drafts (user_id, chat_id, mode, text, attachment_ids) values ($1, $2, 'reply', '', array[$3::uuid])`,
      [ada.id, chat.id, drafted.id],
    )
    await run('update attachments set message_id = $2 where id = $1', [
      sent.id,
      await addMessage(kernel, chat.id),
    ])
    t.match(await runRetention(kernel), { uploads: 0, files: 0 })
    await run(age('attachments', 2))
    t.match(await runRetention(kernel), { uploads: 1, files: 1 })
    t.notOk(existsSync(dropped.path))
    t.ok(existsSync(drafted.path) && existsSync(sent.path))
  },
)

t.test('the bytes of a deleted message go when nobody else has them', async (t) => {
  const mine = await upload('shared bytes')
  const theirs = await upload('shared bytes')
  await run(`update attachments set state = 'deleted' where id = $1`, [mine.id])
  await sweepFiles(kernel)
  t.ok(existsSync(theirs.path))
  await run(`update attachments set state = 'deleted' where id = $1`, [theirs.id])
  await sweepFiles(kernel)
  t.notOk(existsSync(theirs.path))
})

t.test('bytes without a row, and what a dead process left, go after a day', async (t) => {
  const stray = pathOf('ab'.repeat(32))
  const fresh = pathOf('cd'.repeat(32))
  const half = join(kernel.config.dataDir, 'tmp', 'half')
  for (const path of [stray, fresh, half]) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'x')
  }
  for (const path of [stray, half]) utimesSync(path, new Date('2020-01-01'), new Date('2020-01-01'))
  const known = await upload('known')
  utimesSync(known.path, new Date('2020-01-01'), new Date('2020-01-01'))
  t.match(await runRetention(kernel), { files: 1 })
  t.notOk(existsSync(stray))
  t.notOk(existsSync(half))
  t.ok(existsSync(fresh) && existsSync(known.path))
})

t.test('a file that is taken away while it comes again is there in the end', async (t) => {
  for (let i = 0; i < 10; i++) {
    const first = await upload(`again ${i}`)
    await run('delete from attachments where id = $1', [first.id])
    const [again] = await Promise.all([upload(`again ${i}`), sweepFiles(kernel)])
    t.ok(existsSync(again.path), String(i))
  }
})
