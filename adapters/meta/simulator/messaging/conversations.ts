/** `GET {node}/conversations`: threads with their people and messages. */
import { pickFields } from '../fields.ts'
import type { GraphCall } from '../part.ts'
import type { Account, Message, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { getPerson } from '../world.ts'
import type { World } from '../world.ts'
import { accountsBehind } from './accounts.ts'

export function listConversations(world: World, call: GraphCall, node: string): object {
  const { platform, user_id: userId, fields, limit } = call.params
  const channel = platform === 'instagram' ? 'instagram' : undefined
  const accounts = accountsBehind(world, node)
  const account = accounts.find((each) => each.channel === channel) ?? accounts[0]
  if (!account) return { data: [] }
  const threads = world.state.threads
    .filter((each) => each.account === account.id)
    .filter((each) => userId === undefined || each.identity === textOf(userId))
    .sort((left, right) => right.lastInboundAt - left.lastInboundAt)
    .slice(0, Number(limit ?? 25))
  return {
    data: threads.map((thread) =>
      pickFields(conversation(world, account, thread), fields, 'id,updated_time'),
    ),
  }
}

function conversation(world: World, account: Account, thread: Thread): Record<string, unknown> {
  const messages = world.state.messages.filter((each) => each.thread === thread.id).reverse()
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
    attachments: {
      data: (message.shown.media ?? []).map(({ id = '', mime, url = '' }) => ({
        id,
        mime_type: mime ?? 'application/octet-stream',
        file_url: url,
      })),
    },
  }
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
