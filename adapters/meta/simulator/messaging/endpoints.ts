/** Graph endpoints of a Page and an Instagram account, apart from sending. */
import { pickFields } from '../fields.ts'
import { GraphError } from '../graph-error.ts'
import type { Endpoint, GraphCall } from '../part.ts'
import type { Account } from '../state.ts'
import { textOf } from '../text.ts'
import { judgeReach } from '../token.ts'
import { findAccount, getPerson } from '../world.ts'
import type { World } from '../world.ts'
import { listConversations } from './conversations.ts'
import { sendMessage } from './send.ts'
import { controlEndpoints } from './thread-control.ts'
import { uploadAttachment } from './upload.ts'

/** What Page and Instagram nodes have in common; `node` is their name in the endpoint's key. */
export function messagingEndpoints(
  node: 'page' | 'instagram',
  scopes: { readonly messaging: string; readonly manage: string },
): Record<string, Endpoint> {
  function guarded(endpoint: Endpoint, scope: string): Endpoint {
    return (world, call, id) => {
      judgeReach(world, call, { owners: ownersOf(world, id), scopes: [scope] })
      return endpoint(world, call, id)
    }
  }
  const { messaging, manage } = scopes
  return {
    [`POST ${node}/messages`]: guarded(sendMessage, messaging),
    [`POST ${node}/message_attachments`]: guarded(uploadAttachment, messaging),
    [`GET ${node}/conversations`]: guarded(listConversations, messaging),
    [`GET ${node}/subscribed_apps`]: guarded(listSubscriptions, manage),
    [`POST ${node}/subscribed_apps`]: guarded(subscribe, manage),
    [`DELETE ${node}/subscribed_apps`]: guarded(unsubscribe, manage),
    ...Object.fromEntries(
      Object.entries(controlEndpoints).map(([edge, endpoint]) => [
        `POST ${node}/${edge}`,
        guarded(endpoint, messaging),
      ]),
    ),
  }
}

/** Tokens of these subjects reach the node: its own, its Page's, its Instagram account's. */
function ownersOf(world: World, id: string): string[] {
  const account = findAccount(world, id)
  return [id, ...(account ? [account.owner] : [])]
}

function listSubscriptions(world: World, _call: GraphCall, id: string): object {
  const account = findAccount(world, id)
  const fields = account?.subscribedFields ?? (world.isOpen ? knownFields(account) : null)
  if (!fields) return { data: [] }
  return {
    data: [{ id: world.app.id, name: 'Simulated app', subscribed_fields: fields }],
  }
}

function subscribe(world: World, { params }: GraphCall, id: string): object {
  const asked = params['subscribed_fields']
  const fields = Array.isArray(asked) ? asked.map(textOf) : textOf(asked ?? '').split(',')
  const named = fields.map((field) => field.trim()).filter(Boolean)
  if (named.length === 0)
    throw new GraphError({
      code: 100,
      message: '(#100) The parameter subscribed_fields is required',
    })
  const account = findAccount(world, id)
  const wrong = named.find((field) => !knownFields(account).includes(field))
  if (wrong)
    throw new GraphError({
      code: 100,
      message: `(#100) Param subscribed_fields[0] must be one of {${knownFields(account).join(', ')}} - got "${wrong}"`,
    })
  if (account) account.subscribedFields = named
  world.changed()
  return { success: true }
}

function unsubscribe(world: World, _call: GraphCall, id: string): object {
  const account = findAccount(world, id)
  if (account) account.subscribedFields = null
  world.changed()
  return { success: true }
}

const pageFields = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_optouts',
  'messaging_referrals',
  'messaging_account_linking',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'messaging_feedback',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'message_context',
  'response_feedback',
  'send_cart',
  'standby',
  'feed',
  'mention',
  'inbox_labels',
]
const instagramFields = [
  'messages',
  'message_echoes',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'standby',
  'comments',
  'live_comments',
  'mentions',
  'story_insights',
]

function knownFields(account: Account | undefined): readonly string[] {
  if (!account) return [...pageFields, ...instagramFields]
  return account.channel === 'instagram' ? instagramFields : pageFields
}

/** `GET {psid or igsid}` */
export function personProfile(
  world: World,
  call: GraphCall,
  { id, profile, byDefault }: { id: string; profile: object; byDefault: string },
): object {
  const source = { id, ...profile }
  return pickFields(source, call.params['fields'], byDefault)
}

/** Who an id stands for on any of the accounts; an open world knows everybody. */
export function findIdentity(
  world: World,
  id: string,
  channel: string,
): { name: string; handle: string; person?: string } | undefined {
  const thread = world.state.threads.find(
    (each) => each.identity === id && findAccount(world, each.account)?.channel === channel,
  )
  if (thread) {
    const { name, handle } = getPerson(world, thread.person)
    return { name, handle, person: thread.person }
  }
  return world.isOpen ? { name: 'Ada Example', handle: 'ada.example' } : undefined
}
