/** Facebook Pages, over which Messenger runs and Instagram may: which a person manages, and what a Page tells this app. https://developers.facebook.com/docs/pages-api */
import type { CallContext, Failure } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { graph, graphList } from './graph.ts'
import { asArray, asId, asObject, asText, type JsonObject, present } from './json.ts'

export interface Page {
  readonly id: string
  readonly name: string
  readonly token: string
  /** May this person answer messages of the Page? */
  readonly canAnswer: boolean
  readonly instagram?: { readonly id: string; readonly username?: string }
}

/** The Pages of the person behind a user token, and who that person is. */
export async function listPages(
  token: string,
  context: CallContext<MetaApp>,
): Promise<
  { readonly pages: readonly Page[]; readonly userId?: string } | { readonly failure: Failure }
> {
  const fields = 'id,name,access_token,tasks,instagram_business_account{id,username}'
  const found = await graphList({ path: 'me/accounts', query: { fields }, token }, context)
  if (found.failure) return { failure: found.failure }
  const pages = found.rows.map(pageOf).filter((page) => page !== undefined)
  const me = await graph({ path: 'me', query: { fields: 'id' }, token }, context)
  return { pages, ...present({ userId: me.ok ? asId(me.json['id']) : undefined }) }
}

function pageOf(row: JsonObject): Page | undefined {
  const [id, token] = [asId(row['id']), asText(row['access_token'])]
  if (id === undefined || token === undefined) return undefined
  const tasks = asArray(row['tasks'])
  const linked = asObject(row['instagram_business_account'])
  const instagramId = asId(linked['id'])
  return {
    id,
    token,
    name: asText(row['name']) ?? id,
    canAnswer: tasks.length === 0 || tasks.includes('MESSAGING') || tasks.includes('MODERATE'),
    ...(instagramId && {
      instagram: { id: instagramId, ...present({ username: asText(linked['username']) }) },
    }),
  }
}

/** Makes Meta send what happens on the Page. Subscribing replaces the list of fields, so both channels ask for what the two need. */
export async function subscribePage(
  node: string,
  token: string,
  context: CallContext<MetaApp>,
): Promise<void> {
  const request = { method: 'POST', path: `${node}/subscribed_apps`, token } as const
  const query = { subscribed_fields: [...messageFields, ...moreFields].join(',') }
  const answer = await graph({ ...request, query }, context)
  // a permission for one field must not cost all the others
  if (!answer.ok && answer.failure.certain && answer.failure.retry !== 'later') {
    await graph({ ...request, query: { subscribed_fields: messageFields.join(',') } }, context)
  }
}

const messageFields = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'standby',
  'messaging_policy_enforcement',
]
const moreFields = ['messaging_account_linking', 'send_cart', 'feed', 'mention']
