/** Starting a chat with somebody who has not written, where the channel can. */
import type { Adapter } from './adapters.ts'
import { invalid } from './chat-patch.ts'
import type { OpenConnection } from './connections.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { channelOf } from './steps.ts'
import { cleanText } from './text.ts'

type Part = Pick<Kernel, 'database' | 'bus' | 'adapters' | 'connections'>
export interface Started {
  chatId: string
  isNew: boolean
}

/** The chat with this address; there is only ever one. Every form in which the platform may know the address is looked for. */
export async function startChat(
  kernel: Part,
  { connectionId, identity }: { connectionId: string; identity: string },
): Promise<Started> {
  const { adapter, connection } = await findChannel(kernel, connectionId)
  const typed = cleanText(identity).trim()
  const forms = adapter.addresses?.(typed) ?? [typed]
  const [address] = forms
  if (!address) throw invalid('/identity', `is no address of ${adapter.manifest.name}`)
  const known = await findChat(kernel, connectionId, forms)
  if (known) return { chatId: known, isNew: false }
  const { capabilities, name } = channelOf(adapter, connection.config)
  if (capabilities.startChat === 'never')
    throw refuse('unsupported', {
      detail: `On ${name} the contact must write first`,
      errors: [{ pointer: '/connectionId', message: 'cannot start chats' }],
    })
  const made = await create(kernel, connectionId, address)
  // somebody may be faster: another click, or the person themselves
  const chatId = made ?? (await findChat(kernel, connectionId, forms))!
  return { chatId, isNew: made !== undefined }
}

async function findChannel(
  { connections, adapters }: Part,
  connectionId: string,
): Promise<{ connection: OpenConnection; adapter: Adapter }> {
  const connection = await connections.get(connectionId)
  if (!connection) {
    const errors = [{ pointer: '/connectionId', message: 'no such connection' }]
    throw refuse('not_found', { errors })
  }
  const adapter = adapters.byChannel.get(connection.channel)
  if (!adapter || connection.status === 'disabled')
    throw refuse('unsupported', { detail: `The connection ${connection.name} is not active` })
  return { connection, adapter }
}

async function findChat(
  { database }: Part,
  connectionId: string,
  forms: readonly string[],
): Promise<string | undefined> {
  const [row] = await database.query<{ chatId: string }>(
    `select chat_id::text as "chatId" from identities where connection_id = $1 and external_id = any($2::text[])
     order by array_position($2::text[], external_id) limit 1`,
    [connectionId, forms],
  )
  return row?.chatId
}

// the identity decides the race, as it does for a first message that comes in; contact and chat follow it
function create(kernel: Part, connectionId: string, address: string): Promise<string | undefined> {
  return change(kernel, async (tx, events) => {
    const [row] = await tx.query<{ chatId: string }>(
      `with mine as (
         insert into identities (connection_id, external_id, contact_id, chat_id)
         values ($1, $2, nextval(pg_get_serial_sequence('contacts', 'id')), nextval(pg_get_serial_sequence('chats', 'id')))
         on conflict do nothing returning *),
       person as (insert into contacts (id) select contact_id from mine)
       insert into chats (id, connection_id, contact_id, identity)
       select chat_id, connection_id, contact_id, external_id from mine returning id::text as "chatId"`,
      [connectionId, address],
    )
    if (!row) return undefined
    events.push({ type: 'chat.created', subject: row.chatId, chatId: row.chatId })
    return row.chatId
  })
}
