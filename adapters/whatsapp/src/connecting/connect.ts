/** Ways to connect numbers: Embedded Signup, the same for a number of the WhatsApp Business app, or a token by hand. Every step can go on in any other server. https://developers.facebook.com/docs/whatsapp/embedded-signup */
import {
  asId,
  asObject,
  asText,
  exchangeCode,
  type JsonObject,
  type MetaApp,
} from '@parley/adapter-meta'
import type { Connect, ConnectContext, ConnectStep, Json } from '@parley/core/adapter'

import type { WhatsAppConfig, WhatsAppSecrets } from '../schemas.ts'
import { tokenForm, tokenTyped } from './by-hand.ts'
import { failed } from './failed.ts'
import { afterPin, choose, chosen, type Session } from './finish.ts'
import { sharedAccounts, signupUrl } from './signup.ts'

export const connect: Connect<MetaApp, WhatsAppConfig, WhatsAppSecrets> = {
  flows: [
    {
      id: 'signup',
      label: 'Continue with Facebook',
      help: 'Choose a number of yours, or add a new one.',
      recommended: true,
    },
    {
      id: 'coexistence',
      label: 'Connect the WhatsApp Business app',
      help: 'The number stays on the phone, and its chats of the last months come along.',
    },
    {
      id: 'token',
      label: 'Paste an access token',
      help: 'Of a system user of your business, from Meta’s business settings.',
    },
  ],
  async begin(flow, context) {
    const reconnect = context.reconnect?.externalId
    const state = { flow, ...(reconnect && { reconnect }) }
    if (flow === 'token') return tokenForm(state, context.reconnect?.config)
    if (flow !== 'signup' && flow !== 'coexistence') return failed(`there is no flow ${flow}`)
    if (!context.app.appId || !context.app.appSecret)
      return failed('META_APP_ID and META_APP_SECRET are not set', noApp)
    const url = signupUrl(flow, context)
    return { type: 'redirect', id: 'signup', url, state: { ...state, step: 'signup' } }
  },
  async next(state, input, context) {
    const known = asObject(state)
    const answer = steps.get(asText(known['step']) ?? '')
    return answer
      ? answer(known, input, context)
      : failed('the flow is not at a step that is known')
  },
}

type Answer = (
  state: JsonObject,
  input: Json,
  context: ConnectContext<MetaApp>,
) => Promise<ConnectStep>

const steps = new Map<string, Answer>([
  ['signup', signedUp],
  ['token', tokenTyped],
  ['choose', chosen],
  ['pin', afterPin],
])

const noApp = 'Connecting with Facebook needs the Meta app’s ID and secret in the settings.'
const cancelled = 'Meta’s window was closed before it was finished.'

/** Back from Meta: a code that lives 30 seconds, with the ids of the account where the page could read them. */
async function signedUp(
  state: JsonObject,
  input: Json,
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  const answer = asObject(input)
  const code = asText(answer['code'])
  if (!code) return failed(asText(answer['error_description']) ?? 'no code came back', cancelled)
  const account = asId(answer['waba_id'])
  // a code of the JavaScript SDK, which alone tells the account, belongs to no redirect
  const redirect = account ? {} : { redirectUri: context.callbackUrl }
  const token = await exchangeCode({ code, ...redirect }, context)
  if (!token.ok) return { type: 'failed', failure: token.failure }
  const shared = await sharedAccounts(token.token, context)
  const session: Session = {
    ...asObject(state),
    token: token.token,
    ...(shared.expiresAt && { expiresAt: shared.expiresAt }),
  }
  const wanted = asId(answer['phone_number_id'])
  return choose(
    session,
    { accounts: account ? [account] : shared.accounts, ...(wanted && { wanted }) },
    context,
  )
}
