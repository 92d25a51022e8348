/** Contexts of the connect flows and of checks, over a fake Graph API. */
import type { CallContext, ConnectContext, ConnectStep } from '@parley/core/adapter'
import type { RecordedHttp } from '@parley/core/testkit'

import type { MetaApp } from '../src/index.ts'
import { type Answers, fakeGraph } from './fake-graph.ts'

export const app: MetaApp = {
  appId: '11',
  appSecret: 'S',
  instagramAppId: '22',
  instagramAppSecret: 'IS',
}
export const callbackUrl = 'https://inbox.example.com/api/connect/callback'

export function connectContext(
  answers: Answers = {},
  settings: MetaApp = app,
): ConnectContext<MetaApp> & { readonly http: RecordedHttp } {
  return { ...callContext(answers, settings), callbackUrl, nonce: 'N' }
}

export function callContext(
  answers: Answers = {},
  settings: MetaApp = app,
): CallContext<MetaApp> & { readonly http: RecordedHttp; readonly webhookUrl: string } {
  return {
    app: settings,
    http: fakeGraph(answers),
    signal: new AbortController().signal,
    webhookUrl: 'https://inbox.example.com/api/webhooks/meta',
  }
}

/** The state of a step, as it comes back from the database. */
export function stateOf(step: ConnectStep) {
  return 'state' in step ? (JSON.parse(JSON.stringify(step.state)) as typeof step.state) : null
}

export const tokens = {
  'GET graph.facebook.com/v26.0/oauth/access_token': [
    { access_token: 'short' },
    { access_token: 'long', expires_in: 5183944 },
  ],
  'GET graph.facebook.com/v26.0/me': { id: '500' },
}
