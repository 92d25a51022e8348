/** Connecting Pages: with Facebook Login, or with a token typed in by hand. */
import {
  asText,
  beginPageLogin,
  continuePageLogin,
  failed,
  graph,
  type MetaApp,
  type PageLogin,
  present,
  stateOf,
} from '@parley/adapter-meta'
import type { Connect, ConnectContext, ConnectStep, Json } from '@parley/core/adapter'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { type Config, config, type Secrets, secrets, utilityPermission } from './schemas.ts'

export const connect: Connect<MetaApp, Config, Secrets> = {
  flows: [
    {
      id: 'facebook',
      label: 'Log in with Facebook',
      help: 'Choose the Pages to answer for. You must manage them.',
      recommended: true,
    },
    {
      id: 'token',
      label: 'Enter a token',
      help: 'For a Page token that you made yourself in the Meta app.',
    },
  ],
  async begin(flow, context) {
    if (flow === 'facebook')
      return beginPageLogin(loginFor(context), context, context.reconnect?.externalId)
    if (flow === 'token') return tokenForm()
    return failed('config', `There is no flow named ${flow}.`)
  },
  async next(state, input, context) {
    const flow = stateOf(state)
    if (!flow) return failed('config', 'This login has expired. Start again.')
    if (flow.at === 'form') return connectByToken(input, context)
    return continuePageLogin(login, { flow, input }, context)
  },
}

const login: PageLogin = {
  scopes: [
    'pages_show_list',
    'pages_messaging',
    'pages_manage_metadata',
    'pages_read_engagement',
    'business_management',
  ],
  none: 'Facebook shows no Page. Log in as somebody who manages one, and select it.',
  offer: ({ id, name, canAnswer }) => ({
    id,
    label: name,
    hint: `Page ${id}`,
    ...present({ disabled: canAnswer ? undefined : 'You may not answer messages of this Page' }),
  }),
  connectionOf: ({ id, name, token }, userId) => ({
    externalId: id,
    name,
    config: { pageId: id, ...present({ userId }) },
    secrets: { accessToken: token },
    ...present({ accountId: userId }),
  }),
}

function loginFor({ reconnect }: { readonly reconnect?: { readonly config: Config } }): PageLogin {
  return reconnect?.config.utilityMessages
    ? { ...login, scopes: [...login.scopes, utilityPermission] }
    : login
}

const form = Type.Object({
  pageId: config.properties.pageId,
  accessToken: secrets.properties.accessToken,
})

function tokenForm(): ConnectStep {
  return {
    type: 'form',
    id: 'token',
    schema: form,
    help: 'The Page’s id, and a token of it with pages_messaging and pages_manage_metadata.',
    state: { flow: 'token', at: 'form' },
  }
}

async function connectByToken(input: Json, context: ConnectContext<MetaApp>): Promise<ConnectStep> {
  if (!Value.Check(form, input)) return failed('config', 'Enter the Page id and the token.')
  const { pageId, accessToken } = input
  const fields = 'id,name'
  const answer = await graph({ path: pageId, query: { fields }, token: accessToken }, context)
  if (!answer.ok) return { type: 'failed', failure: answer.failure }
  const name = asText(answer.json['name']) ?? pageId
  const connection = { externalId: pageId, name, config: { pageId }, secrets: { accessToken } }
  return { type: 'done', connections: [connection] }
}
