/** Fills the desk with made-up chats, to try things out and to measure: `npm run seed -- --chats 10000 --long 100000`; `--remove` takes them away again. */
import { parseArgs } from 'node:util'

import type { Sql } from '@parley/core'

import { openForCommand, readConfig } from './open-kernel.ts'
import {
  createChats,
  createHistory,
  createMessages,
  lastSeeded,
  removeChats,
  removeMessages,
  settleChats,
} from './seed-statements.ts'

const usage = `usage: npm run seed -- [--chats N] [--long N] [--json]
       npm run seed -- --remove
  --chats N   chats with a few messages each (default 100)
  --long N    messages in one chat more, the newest one (default 1000; 0 for none)
  --remove    takes away every chat that this has made
Start the server once before, so that there is a connection. Not for production.`

const { values } = parseArgs({
  options: {
    chats: { type: 'string', default: '100' },
    long: { type: 'string', default: '1000' },
    remove: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
process.exitCode = values.help ? print(usage) : await main()

async function main(): Promise<number> {
  const counts = [Number(values.chats), Number(values.long)] as const
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) return refuse(usage, 64)
  if ((await readConfig()).isProduction)
    return refuse('made-up chats have no place in production', 78)
  const kernel = await openForCommand()
  try {
    const [connection] = await kernel.database.query<{ id: string }>(
      `select id::text from connections order by (channel = 'whatsapp') desc, id limit 1`,
    )
    if (!connection) return refuse('there is no connection yet: start the server once', 1)
    const result = values.remove
      ? await removeAll(kernel.database)
      : await fill(kernel.database, connection.id, counts)
    return print(
      values.json
        ? JSON.stringify(result)
        : Object.entries(result)
            .map(([what, count]) => `${what}: ${count}`)
            .join('\n'),
    )
  } finally {
    await kernel.close()
  }
}

async function fill(
  sql: Sql,
  connectionId: string,
  [chats, long]: readonly [number, number],
): Promise<Record<string, string>> {
  const [last] = await sql.query<{ n: number }>(lastSeeded)
  const from = last?.n ?? 0
  await sql.query(createChats, [connectionId, from, chats])
  await sql.query(createMessages, [from, chats])
  let longChat: { id: string } | undefined
  if (long > 0) {
    const at = from + chats
    await sql.query(createChats, [connectionId, at, 1])
    ;[longChat] = await sql.query<{ id: string }>(createHistory, [at + 1, long])
  }
  // Without new statistics the database would go through all messages for each chat.
  await sql.query('analyze contacts, identities, chats, messages')
  await sql.query(settleChats, [from])
  // No event names these messages: the server goes through all of them again for its search.
  await sql.query(`delete from facts where name = 'search'`)
  await sql.query('analyze chats')
  return { chats: String(chats), ...(longChat && { long: String(long), longChat: longChat.id }) }
}

/** In pieces: one statement for all of it would take longer than the database lets any run. */
async function removeAll(sql: Sql): Promise<Record<string, string>> {
  let gone: unknown[]
  do gone = await sql.query(removeMessages)
  while (gone.length > 0)
  const chats = await sql.query<{ contact: string }>(removeChats)
  await sql.query('delete from contacts where id = any($1)', [chats.map(({ contact }) => contact)])
  return { removed: String(chats.length) }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

function refuse(text: string, code: number): number {
  process.stderr.write(`${text}\n`)
  return code
}
