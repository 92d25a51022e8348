/** Messages on their way out. No text of a message is shown: this is for operators. */
import { retryMessage } from '@parley/core'

import { type Command, table, textOption, UsageError } from './command.ts'

const states = ['queued', 'sending', 'unknown', 'failed']

export const list: Command = {
  usage: '[--status queued|sending|unknown|failed]',
  does: 'lists messages that wait, failed, or may have been sent',
  options: { status: { type: 'string' } },
  async run(kernel, given) {
    const status = textOption(given, 'status')
    if (status && !states.includes(status))
      throw new UsageError(`--status is one of ${states.join(', ')}`)
    const rows = await kernel.database.query(
      `select m.id::text, k.channel, m.chat_id::text as chat, m.kind, m.status, m.attempt, m.failure->>'kind' as failure, m.created_at as "createdAt", m.next_at as "nextAt"
       from messages m join connections k on k.id = m.connection_id
       where m.direction = 'out' and m.status = any($1) order by m.id limit 500`,
      [status ? [status] : ['queued', 'sending', 'unknown']],
    )
    return table(rows, [
      'id',
      'channel',
      'chat',
      'kind',
      'status',
      'attempt',
      'failure',
      'createdAt',
    ])
  },
}

export const retry: Command = {
  usage: 'ID… | --status unknown|failed',
  does: 'sends messages again; one that did arrive arrives twice',
  options: { status: { type: 'string' } },
  async run(kernel, given) {
    const status = textOption(given, 'status')
    if (status && status !== 'unknown' && status !== 'failed')
      throw new UsageError('--status is unknown or failed')
    if (!status && given.words.length === 0) throw new UsageError('which ones?')
    const ids = status
      ? await kernel.database.query<{ id: string }>(
          `select id::text from messages where direction = 'out' and status = $1 and part_of is null and step is not null order by messages.id`,
          [status],
        )
      : given.words.map((id) => ({ id }))
    const refused: { id: string; reason: string }[] = []
    for (const { id } of ids)
      await retryMessage(kernel, id).catch((error: Error) =>
        refused.push({ id, reason: error.message }),
      )
    const queued = ids.length - refused.length
    const lines = refused.map(({ id, reason }) => `${id}: ${reason}`)
    return { data: { queued, refused }, text: [`queued: ${queued}`, ...lines].join('\n') }
  },
}
