/** `GET {node}/conversations`: threads with their people and messages. */
import { pickFields } from '../fields.ts'
import { cdnUrl, findMedium } from '../media.ts'
import type { GraphCall } from '../part.ts'
import type { Account, Message, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { getPerson } from '../world.ts'
import type { World } from '../world.ts'
import { accountsBehind } from './accounts.ts'

export function listConversations(world: World, call: GraphCall, node: string): object {
  const { platform, user_id: userId, fields, limit, after } = call.params
  const channel = platform === 'instagram' ? 'instagram' : undefined
  const accounts = accountsBehind(world, node)
  const account = accounts.find((each) => each.channel === channel) ?? accounts[0]
  if (!account) return { data: [] }
  const threads = world.state.threads
    .filter((each) => each.account === account.id)
    .filter((each) => userId === undefined || each.identity === textOf(userId))
    .map((thread) => conversation(world, account, thread))
    .sort((left, right) => right.updated_time.localeCompare(left.updated_time))
  const start = threads.findIndex((each) => each.id === after) + 1
  const page = threads.slice(start, start + Number(limit ?? 25))
  const end = start + page.length
  return {
    data: page.map((thread) => pickFields(thread, fields, 'id,updated_time')),
    ...(page.length > 0 && {
      paging: {
        cursors: { before: page[0]?.id, after: page.at(-1)?.id },
        ...(end < threads.length && { next: `${world.baseUrl}/graph/${node}/conversations` }),
      },
    }),
  }
}

interface Conversation extends Record<string, unknown> {
  readonly id: string
  readonly updated_time: string
}

/** Reactions are no messages, and what was taken back is gone. */
function conversation(world: World, account: Account, thread: Thread): Conversation {
  const messages = world.state.messages
    .filter(
      (each) => each.thread === thread.id && each.shown.kind !== 'reaction' && !each.isDeleted,
    )
    .reverse()
  return {
    id: thread.id,
    updated_time: graphTime(messages[0]?.at ?? thread.lastInboundAt),
    message_count: messages.length,
    participants: { data: [personOf(world, thread), accountOf(account)] },
    messages: { data: messages.map((message) => messageOf(world, account, { thread, message })) },
  }
}

function messageOf(
  world: World,
  account: Account,
  { thread, message }: { thread: Thread; message: Message },
): Record<string, unknown> {
  const person = personOf(world, thread)
  const business = accountOf(account)
  return {
    id: message.id,
    message: message.shown.text ?? '',
    created_time: graphTime(message.at),
    from: message.isFromBusiness ? business : person,
    to: { data: [message.isFromBusiness ? person : business] },
    ...attachmentsOf(world, message),
  }
}

/** A message without files has no such field. */
function attachmentsOf(world: World, { shown }: Message): object {
  const files = (shown.media ?? []).flatMap(({ id = '' }) => findMedium(world, id) ?? [])
  const data = files.map((medium) => {
    const { id, mime, name, size } = medium
    const url = cdnUrl(world, medium)
    const [type] = mime.split('/')
    const own =
      type === 'image' || type === 'video' ? { [`${type}_data`]: { url } } : { file_url: url }
    return { id, mime_type: mime, name, size, ...own }
  })
  return { attachments: data.length > 0 ? { data } : undefined }
}

function personOf(world: World, thread: Thread): object {
  const { name, handle } = getPerson(world, thread.person)
  return { id: thread.identity, name, username: handle }
}

function accountOf({ id, name, handle }: Account): object {
  return { id, name, username: handle ?? null }
}

/** `2026-11-25T08:00:00+0000` */
export function graphTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000')
}
