/** Search over everything that was ever said: ranked where that is possible, newest first where a word is everywhere. */
import { openCursor, type Scope, sealCursor } from './cursors.ts'
import type { Kernel } from './kernel.ts'
import { findMessages } from './messages.ts'
import type { SearchHit } from './schemas/message.ts'
import { snippetOf } from './snippets.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'now'>
export interface SearchQuery {
  q: string
  chatId?: string
  limit?: number
  cursor?: string
}
/** Up to this many hits are ranked; of a word with more, the newest are shown in order of time. */
const most = 2000
interface Hit {
  id: string
  rank: number
  chat: SearchHit['chat']
}

/** A page of messages with their chats. The last word matches as a beginning. Three statements at most. */
export async function searchMessages(
  kernel: Part,
  { q, chatId, limit = 20, cursor }: SearchQuery,
): Promise<{ items: SearchHit[]; nextCursor: string | null }> {
  const text = cleanText(q).trim()
  const scope: Scope = ['search', text, chatId ?? null]
  const after =
    cursor === undefined ? undefined : (openCursor(kernel.config, scope, cursor) as After)
  const { hits, isRanked } = await findHits(kernel, {
    text,
    chatId: chatId ?? null,
    limit: limit + 1,
    after,
  })
  const shown = hits.slice(0, limit)
  const last = hits.length > limit ? shown.at(-1) : undefined
  return {
    items: await toItems(kernel, shown, text),
    nextCursor: last ? sealCursor(kernel.config, scope, [isRanked, last.rank, last.id]) : null,
  }
}

type After = [isRanked: boolean, rank: number, id: string]
interface Asked {
  text: string
  chatId: string | null
  limit: number
  after: After | undefined
}

async function findHits(
  { database }: Part,
  asked: Asked,
): Promise<{ hits: Hit[]; isRanked: boolean }> {
  const [isRanked = true, rank = null, id = null] = asked.after ?? []
  const common = [asked.text, asked.chatId, asked.limit, id]
  if (isRanked) {
    const rows = await database.query<Hit & { total: number }>(ranked, [...common, rank, most])
    if ((rows[0]?.total ?? 0) <= most) return { hits: rows, isRanked }
  }
  return { hits: await database.query<Hit>(newest, common), isRanked: false }
}

const chatOf = `
  json_build_object('id', c.id::text, 'channel', n.channel, 'contact', json_build_object('id', coalesce(r.id, p.id)::text,
    'name', coalesce(nullif(r.name, ''), nullif(p.name, ''), nullif(r.handle, ''), nullif(p.handle, ''), c.identity))) as chat`
const chatsOf = `
  join chats c on c.id = h.chat_id join connections n on n.id = c.connection_id join contacts p on p.id = c.contact_id
  left join contacts r on r.id = p.merged_into`

// The fence makes the planner ask the index of words: left alone it walks all messages backwards for a rare word, which takes seconds.
const ranked = `
  with hits as materialized (
    select s.message_id, s.chat_id, s.words from message_search s
    where s.words @@ query_of($1) and ($2::bigint is null or s.chat_id = $2) limit $6 + 1
  ), h as (
    select message_id, chat_id, rank, (select count(*)::int from hits) as total
    from (select message_id, chat_id, ts_rank(words, query_of($1)) as rank from hits) x
    where $4::bigint is null or (rank, message_id) < ($5::float4, $4)
    order by rank desc, message_id desc limit $3
  )
  select h.message_id::text as id, h.rank, h.total, ${chatOf} from h ${chatsOf} order by h.rank desc, h.message_id desc`

// a word that is everywhere is found within a few steps of this walk
const newest = `
  with h as (
    select s.message_id, s.chat_id from message_search s
    where s.words @@ query_of($1) and ($2::bigint is null or s.chat_id = $2) and ($4::bigint is null or s.message_id < $4)
    order by s.message_id desc limit $3
  )
  select h.message_id::text as id, 0::float4 as rank, ${chatOf} from h ${chatsOf} order by h.message_id desc`

async function toItems(kernel: Part, hits: readonly Hit[], text: string): Promise<SearchHit[]> {
  const messages = await findMessages(
    kernel,
    hits.map(({ id }) => id),
  )
  return messages.map((message) => {
    const { chat } = hits.find(({ id }) => id === message.id)!
    const words = [message.text, ...message.attachments.map(({ name }) => name)].filter(Boolean)
    return { message, chat, snippet: snippetOf(words.join(' · '), text) }
  })
}
