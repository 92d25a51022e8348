/** Whether Meta sends the webhooks of a business account to our app. The fields are chosen once, in the app's dashboard. */
import { graph, type MetaApp } from '@parley/adapter-meta'
import type { CallContext, Failure } from '@parley/core/adapter'

import type { WhatsAppConnection } from '../schemas.ts'
import { listNumbers } from './numbers.ts'

/** Idempotent. */
export async function subscribe(
  { config, secrets }: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<void> {
  await subscribeAccount(config.businessAccountId, secrets.accessToken, context)
}

export async function subscribeAccount(
  account: string,
  token: string,
  context: CallContext<MetaApp>,
): Promise<Failure | undefined> {
  const path = `${encodeURIComponent(account)}/subscribed_apps`
  const answer = await graph({ method: 'POST', path, token }, context)
  return answer.ok ? undefined : answer.failure
}

/** The subscription belongs to the account: while it has other numbers, they may be connected too, and go on. */
export async function disconnect(
  { config, secrets }: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<void> {
  const token = secrets.accessToken
  const { numbers } = await listNumbers(config.businessAccountId, token, context)
  if (numbers.some(({ id }) => id !== config.phoneNumberId)) return
  const path = `${encodeURIComponent(config.businessAccountId)}/subscribed_apps`
  await graph({ method: 'DELETE', path, token }, context)
}
