/** What Meta says about one connection, asked all at once. What it does not answer is unknown, not wrong. */
import {
  asArray,
  asId,
  asObject,
  asText,
  graph,
  type GraphAnswer,
  graphList,
  inspectToken,
  isObject,
  type JsonObject,
  type MetaApp,
  type TokenFacts,
} from '@parley/adapter-meta'
import type { CallContext } from '@parley/core/adapter'

import type { WhatsAppConnection } from '../schemas.ts'

export interface Facts {
  readonly token: TokenFacts | null
  readonly number: GraphAnswer
  /** Ids of the account's numbers. */
  readonly siblings: readonly string[] | undefined
  /** Apps that get the account's webhooks. */
  readonly apps: readonly JsonObject[] | undefined
  /** Name review and health, on fields that not every number has. */
  readonly health: JsonObject
  /** Where the app's webhooks of this product go. */
  readonly callback: string | undefined
}

export async function gatherFacts(
  { config, secrets }: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<Facts> {
  const { accessToken: token } = secrets
  const account = encodeURIComponent(config.businessAccountId)
  const number = encodeURIComponent(config.phoneNumberId)
  const [facts, answer, siblings, apps, health, callback] = await Promise.all([
    inspectToken(token, context),
    graph({ path: number, query: { fields: numberFields }, token }, context),
    graphList({ path: `${account}/phone_numbers`, query: { fields: 'id' }, token }, context),
    graph({ path: `${account}/subscribed_apps`, token }, context),
    graph({ path: number, query: { fields: 'name_status,health_status' }, token }, context),
    appCallback(context),
  ])
  return {
    token: facts,
    number: answer,
    siblings: siblings.failure ? undefined : siblings.rows.flatMap(({ id }) => asId(id) ?? []),
    apps: apps.ok ? asArray(apps.json['data']).filter(isObject) : undefined,
    health: health.ok ? health.json : {},
    callback,
  }
}

// https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account-to-number-current-status
const numberFields = [
  'id',
  'display_phone_number',
  'verified_name',
  'quality_rating',
  'status',
  'platform_type',
  'is_on_biz_app',
  'throughput',
  'whatsapp_business_manager_messaging_limit',
].join()

async function appCallback(context: CallContext<MetaApp>): Promise<string | undefined> {
  const { appId, appSecret } = context.app
  if (!appId || !appSecret) return undefined
  const token = `${appId}|${appSecret}`
  const answer = await graph({ path: `${appId}/subscriptions`, token }, context)
  if (!answer.ok) return undefined
  const own = asArray(answer.json['data'])
    .map(asObject)
    .find((each) => each['object'] === 'whatsapp_business_account')
  return asText(own?.['callback_url'])
}
