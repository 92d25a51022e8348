/** Facebook Login as a connect flow: away to Facebook, back with a code, choose Pages, done. https://developers.facebook.com/docs/facebook-login/facebook-login-for-business */
import type { ConnectContext, ConnectStep, Json, NewConnection } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { chosenIn, codeIn, failed, type FlowState, lackOf } from './connecting.ts'
import { present } from './json.ts'
import { exchangeCode, extendToken, facebookLoginUrl } from './oauth.ts'
import { listPages, type Page } from './pages.ts'

/** What a channel makes of the Pages of whoever logged in. */
export interface PageLogin {
  readonly scopes: readonly string[]
  /** Undefined where the Page has nothing for this channel. */
  readonly offer: (page: Page) => Offer | undefined
  readonly connectionOf: (page: Page, userId: string | undefined) => NewConnection | undefined
  /** Said where there is nothing to choose. */
  readonly none: string
}
export type Offer = Extract<ConnectStep, { type: 'choose' }>['options'][number]
type Context = ConnectContext<MetaApp>

/** `only` is the account of a connection that is being renewed: then there is nothing to choose. */
export function beginPageLogin(
  { scopes }: PageLogin,
  context: Context,
  only: string | undefined,
): ConnectStep {
  const lack = lackOf(context.app, ['appId', 'appSecret'])
  if (lack) return failed('config', lack)
  const url = facebookLoginUrl(context.app, { ...context, scopes })
  const state = { flow: 'facebook', at: 'login', ...present({ only }) }
  return { type: 'redirect', id: 'login', url, state }
}

export function continuePageLogin(
  login: PageLogin,
  { flow, input }: { readonly flow: FlowState; readonly input: Json },
  context: Context,
): Promise<ConnectStep> {
  return flow.at === 'login'
    ? readCode(login, { flow, input }, context)
    : connectChosen(login, { token: flow.token, ids: chosenIn(input) }, context)
}

async function readCode(
  login: PageLogin,
  { flow, input }: { readonly flow: FlowState; readonly input: Json },
  context: Context,
): Promise<ConnectStep> {
  const given = codeIn(input)
  if ('failed' in given) return given.failed
  const short = await exchangeCode({ ...given, redirectUri: context.callbackUrl }, context)
  if (!short.ok) return { type: 'failed', failure: short.failure }
  // a Page token outlives its user token only if that one was a long-lived one
  const long = await extendToken(short.token, context)
  if (!long.ok) return { type: 'failed', failure: long.failure }
  const { token } = long
  return flow.only
    ? connectChosen(login, { token, ids: [flow.only] }, context)
    : offerPages(login, { ...flow, at: 'choose', token }, context)
}

async function offerPages(
  { offer, none }: PageLogin,
  state: FlowState,
  context: Context,
): Promise<ConnectStep> {
  const found = await listPages(state.token ?? '', context)
  if ('failure' in found) return { type: 'failed', failure: found.failure }
  const options = found.pages.map(offer).filter((each) => each !== undefined)
  if (options.length === 0) return failed('permission', none)
  return { type: 'choose', id: 'pages', options, multiple: true, state: { ...state } }
}

async function connectChosen(
  { connectionOf }: PageLogin,
  { token, ids }: { readonly token: string | undefined; readonly ids: readonly string[] },
  context: Context,
): Promise<ConnectStep> {
  const found = await listPages(token ?? '', context)
  if ('failure' in found) return { type: 'failed', failure: found.failure }
  const connections = found.pages
    .filter(({ canAnswer }) => canAnswer)
    .map((page) => connectionOf(page, found.userId))
    .filter((each) => each !== undefined)
    .filter(({ externalId }) => ids.includes(externalId))
  return connections.length > 0
    ? { type: 'done', connections }
    : failed('permission', 'You may not connect any of these. Log in as somebody who manages them.')
}
