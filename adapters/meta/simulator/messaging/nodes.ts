/** What kind of node an id is, for the channels of the Messenger Platform. */
import type { GraphCall } from '../part.ts'
import { textOf } from '../text.ts'
import { findAccount } from '../world.ts'
import type { World } from '../world.ts'

/** In a real world the id is known or it is nothing. */
export function messagingNode(world: World, id: string, channel: string): string | undefined {
  const account = findAccount(world, id)
  if (account?.channel === 'messenger') return 'page'
  if (account?.channel === 'instagram') return 'instagram'
  if (world.state.tokens.some((token) => token.kind === 'user' && token.subject === id))
    return 'user'
  const thread = world.state.threads.find((each) => each.identity === id)
  return thread && findAccount(world, thread.account)?.channel === channel
    ? `${channel} person`
    : undefined
}

const profileFields = /first_name|last_name|profile_pic(?!ture)|follower_count|is_user_follow/

/** In an open world the call itself tells: its host, its edge, the fields it wants. */
export function openNode(id: string, call: GraphCall, channel: string): string {
  const [first, edge] = call.path
  const fields = textOf(call.params['fields'])
  if (edge === 'accounts' || edge === 'permissions') return 'user'
  if (!edge && profileFields.test(fields)) return `${channel} person`
  if (call.isInstagramHost || id.startsWith('1784')) return 'instagram'
  if (first !== 'me' || edge) return 'page'
  return /user_id|account_type|username/.test(fields) ? 'instagram' : 'user'
}
