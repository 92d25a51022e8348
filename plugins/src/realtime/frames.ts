/** Events as they go over the wire: hydrated to the JSON of REST, by set-based queries, and encoded once per distinct content. */
import {
  type Event,
  findChats,
  listConnections,
  findContacts,
  findMessages,
  findNotes,
  findNotifications,
  findPersonalParts,
  type Kernel,
} from '@parley/core'

import { can, type Right, rightOf } from '../rights.ts'

export interface Frame {
  readonly position: bigint
  readonly right: Right
  /** Only this user sees it. */
  readonly userId: string | null
  /** Undefined when the thing itself is gone, and for a user who was not asked for. */
  bytesFor(userId: string): Buffer | undefined
}

/** In the order of the events. `userIds` are those for whom personal parts are read. */
export async function framesOf(
  kernel: Kernel,
  events: readonly Event[],
  userIds: readonly string[],
): Promise<Frame[]> {
  const nouns = new Map<string, Promise<Hydrated>>()
  for (const event of events) {
    const noun = nounOf(event)
    if (noun && !nouns.has(noun)) {
      const ids = events.filter((each) => nounOf(each) === noun).map((each) => each.subject)
      nouns.set(noun, readers[noun](kernel, [...new Set(ids)], userIds))
    }
  }
  const read = new Map(
    await Promise.all([...nouns].map(async ([noun, found]) => [noun, await found] as const)),
  )
  return events.map((event) => {
    const noun = nounOf(event)
    return frameOf(event, noun ? read.get(noun)! : asLogged(event))
  })
}

/** May this user see the frame, by the same rights as over REST? */
export function isFor(frame: Frame, user: { id: string; role: 'admin' | 'agent' }): boolean {
  return (frame.userId === null || frame.userId === user.id) && can(user, frame.right)
}

export function encode(event: string, cursor: string | null, json: string): Buffer {
  return Buffer.from(
    `{"type":"event","cursor":${cursor === null ? 'null' : `"${cursor}"`},"event":"${event}","data":${json}}`,
  )
}

/** The JSON of one thing; what is personal about it makes several. */
type Hydrated = (id: string, userId: string) => string | undefined
type Reader = (
  kernel: Kernel,
  ids: readonly string[],
  userIds: readonly string[],
) => Promise<Hydrated>

const readers = {
  chat: readChats,
  message: async (kernel, ids) => shared(await findMessages(kernel, ids)),
  note: async (kernel, ids) => shared(await findNotes(kernel, ids)),
  contact: async (kernel, ids) => shared(await findContacts(kernel, ids)),
  connection: async (kernel, ids) => shared(await listConnections(kernel, ids)),
  notification: async (kernel, ids) => shared(await findNotifications(kernel, ids)),
} satisfies Record<string, Reader>

// an event with data of its own tells of something that may be gone
function nounOf({ type, data }: Event): keyof typeof readers | undefined {
  const noun = type.split('.')[0]!
  return data === null && noun in readers ? (noun as keyof typeof readers) : undefined
}

function asLogged({ subject, chatId, data }: Event): Hydrated {
  const json = JSON.stringify(data ?? { id: subject, ...(chatId && { chatId }) })
  return () => json
}

function shared(things: readonly { id: string }[]): Hydrated {
  const byId = new Map(things.map((each) => [each.id, JSON.stringify(each)]))
  return (id) => byId.get(id)
}

async function readChats(
  kernel: Kernel,
  ids: readonly string[],
  userIds: readonly string[],
): Promise<Hydrated> {
  const [chats, personal] = await Promise.all([
    findChats(kernel, ids, '0'),
    findPersonalParts(kernel, ids, userIds),
  ])
  const byId = new Map(chats.map((chat) => [chat.id, chat]))
  const encoded = new Map<string, string>()
  return (id, userId) => {
    const [chat, part] = [byId.get(id), personal.get(`${userId}|${id}`)]
    if (!chat || !part) return undefined
    const key = `${id}|${part.unreadCount}|${part.hasDraft}`
    const json = encoded.get(key) ?? JSON.stringify({ ...chat, ...part })
    encoded.set(key, json)
    return json
  }
}

function frameOf(event: Event, hydrated: Hydrated): Frame {
  const made = new Map<string, Buffer>()
  return {
    position: BigInt(event.id),
    right: rightOf(event.type),
    userId: event.userId,
    bytesFor(userId) {
      const json = hydrated(event.subject, userId)
      if (json === undefined) return undefined
      const bytes = made.get(json) ?? encode(event.type, event.id, json)
      made.set(json, bytes)
      return bytes
    },
  }
}
