import {
  asId,
  asObject,
  asText,
  inspectToken,
  type JsonObject,
  type MetaApp,
} from '@parley/adapter-meta'
import type { ConnectContext, ConnectStep, Json } from '@parley/core/adapter'
import { Type } from 'typebox'

import { config, secrets, type WhatsAppConfig } from '../schemas.ts'
import { choose } from './finish.ts'

/** A token and where it belongs; only the token where the rest is known. */
export function tokenForm(
  state: { readonly flow: string; readonly reconnect?: string },
  known: WhatsAppConfig | undefined,
  help?: string,
): ConnectStep {
  const { accessToken } = secrets.properties
  const { businessAccountId, phoneNumberId } = config.properties
  const account = known?.businessAccountId
  return {
    type: 'form',
    id: 'token',
    schema: account
      ? Type.Object({ accessToken })
      : Type.Object({
          accessToken,
          businessAccountId,
          phoneNumberId: Type.Optional(phoneNumberId),
        }),
    state: { ...state, step: 'token', ...(account && { account }) },
    ...(help && { help }),
  }
}

export async function tokenTyped(
  state: JsonObject,
  input: Json,
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  const typed = asObject(input)
  const token = asText(typed['accessToken'])?.trim()
  const account = asId(state['account']) ?? asId(typed['businessAccountId'])
  const wanted = asId(typed['phoneNumberId'])
  if (!token || !account) {
    return tokenForm({ flow: 'token' }, undefined, 'The token and the account ID are both needed.')
  }
  const facts = await inspectToken(token, context)
  const session = { ...state, token, ...(facts?.expiresAt && { expiresAt: facts.expiresAt }) }
  return choose(session, { accounts: [account], ...(wanted && { wanted }) }, context)
}
