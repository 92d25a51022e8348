import type { Database, HotSql, Sql } from './database.ts'
import { noTrace, type Span, type Trace } from './trace.ts'

/** The same database, with a span for each transaction and statement that belongs to something traced. */
export function tracedDatabase(database: Database, trace: Trace): Database {
  if (trace === noTrace) return database
  const transaction: Span = { ...call, name: 'postgresql transaction' }
  return {
    ...database,
    ...tracedSql(database, trace),
    transaction: (work) =>
      trace(transaction, () =>
        database.transaction((tx) => work({ ...tx, ...tracedSql(tx, trace) })),
      ),
    hotTransaction: (work) =>
      trace(transaction, () =>
        database.hotTransaction((sql) =>
          work({ ...tracedSql(sql, trace), ...tracedSend(sql, trace) }),
        ),
      ),
  }
}

const call = { isCall: true, isPart: true, attributes: { 'db.system.name': 'postgresql' } }

function tracedSql(sql: Sql, trace: Trace): Sql {
  return { query: (text, values) => trace(spanOf(text), () => sql.query(text, values)) }
}

// nobody waits for it, so its span only says that it was sent
function tracedSend(sql: HotSql, trace: Trace): Pick<HotSql, 'send'> {
  return { send: (text, values) => void trace(spanOf(text), async () => sql.send(text, values)) }
}

// statements are written by us, and values come beside them
function spanOf(text: string): Span {
  const plain = text.trim().replaceAll(/\s+/g, ' ')
  const attributes = { ...call.attributes, 'db.query.text': plain.slice(0, 500) }
  return { ...call, name: `postgresql ${plain.split(' ', 1)[0]}`, attributes }
}
