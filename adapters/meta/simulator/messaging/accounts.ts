/** Whose thread a request of the Messenger Platform is about. */
import { GraphError } from '../graph-error.ts'
import type { GraphCall } from '../part.ts'
import type { Account, Comment, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { createPerson, findAccount, findThread, openThread, partOf } from '../world.ts'
import type { World } from '../world.ts'
import type { MessagingChannel } from './channel.ts'

export function messagingOf(world: World, account: Account): MessagingChannel {
  const { messaging } = partOf(world, account.channel)
  if (!messaging) throw new Error(`${account.channel} is not of the Messenger Platform`)
  return messaging
}

/** The accounts that a Page speaks for: itself, and its Instagram account. */
export function accountsBehind(world: World, node: string): Account[] {
  const own = world.state.accounts.filter((each) => each.id === node)
  const linked = world.state.accounts.filter(
    (each) => each.owner === node && each.id !== node && each.channel === 'instagram',
  )
  const accounts = [...own, ...linked]
  return accounts.length > 0 || !world.isOpen ? accounts : [openAccount(world, node)]
}

/** The thread named by `recipient`. A Page's request may be for either of its accounts. */
export function recipientThread(
  world: World,
  call: GraphCall,
  node: string,
): { account: Account; thread: Thread } {
  const accounts = accountsBehind(world, node)
  const [first] = accounts
  if (!first) throw new GraphError({ code: 100, subcode: 33 })
  const recipient = call.params['recipient'] as Record<string, unknown> | undefined
  if (!recipient || typeof recipient !== 'object')
    throw new GraphError({ code: 100, message: '(#100) The parameter recipient is required' })
  if (world.isOpen) return { account: first, thread: anyThread(world, first, recipient) }
  for (const account of accounts) {
    const thread = threadOf(world, account, recipient)
    if (thread) return { account, thread }
  }
  const asked = call.params['platform'] === 'instagram' ? accounts.at(-1) : first
  throw new GraphError(messagingOf(world, asked ?? first).faults.noSuchUser)
}

function threadOf(
  world: World,
  account: Account,
  recipient: Record<string, unknown>,
): Thread | undefined {
  const { id, comment_id: comment, post_id: post, user_ref: reference } = recipient
  if (id !== undefined) return findThread(world, account.id, textOf(id))
  const place = textOf(comment) || textOf(post)
  const token = textOf(recipient['notification_messages_token'])
  const person = place ? openComment(world, account, place)?.person : textOf(reference) || token
  const known = world.state.people.find((each) => each.id === person)
  return known && openThread(world, account, known)
}

const weekMs = 7 * 86_400_000

/** A comment may be answered in private once, within a week. */
function openComment(world: World, account: Account, id: string): Comment | undefined {
  const comment = world.state.comments.find((each) => each.id === id && each.account === account.id)
  if (!comment) return undefined
  if (comment.isAnswered) throw new GraphError({ code: 100, subcode: 2534025 })
  if (world.now() - comment.at > weekMs) throw new GraphError({ code: 100, subcode: 2534013 })
  return comment
}

function anyThread(world: World, account: Account, recipient: Record<string, unknown>): Thread {
  const identity = textOf(Object.values(recipient)[0] ?? '1')
  const thread = openThread(world, account, createPerson(world, { name: 'Somebody' }))
  thread.identity = identity
  return thread
}

function openAccount(world: World, node: string): Account {
  const part = world.parts.find((each) => each.messaging)
  return (
    findAccount(world, node) ?? {
      channel: part?.channel ?? '',
      id: node,
      name: 'Somewhere',
      owner: node,
      subscribedFields: [],
      tasks: ['MESSAGING', 'MODERATE', 'MANAGE'],
      isRegistered: true,
      isOnBusinessApp: false,
      pinTries: [],
      syncs: [],
    }
  )
}
