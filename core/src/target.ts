/** Where a message goes: the chat, its connection and adapter, and the window that lets it out. */
import type { Step } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import type { OpenConnection } from './connections.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { windowFor, windowOf } from './windows.ts'

export interface Target {
  chatId: string
  connection: OpenConnection
  adapter: Adapter
  identity: string
  lastInAt: Date | null
  /** Another app has the chat. */
  standby: boolean
  newestOut: { id: string; authorId: string | null; name: string | null } | null
}

/** The chat with all that decides whether and how something can be sent to it. */
export async function findTarget(kernel: Kernel, chatId: string): Promise<Target> {
  const [row] = await kernel.database.query<
    Omit<Target, 'connection' | 'adapter'> & { connectionId: string }
  >(
    `select c.id::text as "chatId", c.connection_id::text as "connectionId", c.identity, c.last_in_at as "lastInAt", c.standby,
       (select json_build_object('id', m.id::text, 'authorId', m.author_id, 'name', m.author_name) from messages m
        where m.chat_id = c.id and m.direction = 'out' and m.kind <> 'system' order by m.id desc limit 1) as "newestOut"
     from chats c where c.id = $1`,
    [chatId],
  )
  const connection = row && (await kernel.connections.get(row.connectionId))
  if (!row || !connection)
    throw refuse('not_found', { errors: [{ pointer: '/chatId', message: 'no such chat' }] })
  const adapter = kernel.adapters.byChannel.get(connection.channel)
  if (!adapter || connection.status === 'disabled')
    throw refuse('unsupported', { detail: `The connection ${connection.name} is not active` })
  return { ...row, connection, adapter }
}

/** The id of the window that lets every step out at that time, or the refusal that says what may be sent instead. */
export function openWindow(
  { adapter, connection: { config }, lastInAt }: Target,
  { steps, at }: { steps: readonly { kind: Step['kind'] }[]; at: Date },
): string {
  const state = { adapter, config, lastInAt, now: at }
  const ids = steps.map(({ kind }) => windowFor(kind, state))
  if (ids.every((id) => id !== undefined)) return ids[0]!
  const { allows, closesAt } = windowOf(state)
  const detail =
    allows.length > 0
      ? `The window is closed. What can still be sent: ${allows.join(', ')}`
      : 'Nothing can be sent until the contact writes again'
  throw refuse('window_closed', { detail, extra: { allows, closesAt } })
}
