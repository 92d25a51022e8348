/** The login pages: Facebook Login, WhatsApp's Embedded Signup and Instagram's Business Login. */
import type { PlatformResponse } from '@parley/core/adapter'

import { html, htmlPage, redirect } from './html.ts'
import type { Html } from './html.ts'
import type { Account } from './state.ts'
import { createToken } from './token.ts'
import type { World } from './world.ts'

export const signupConfigId = '810000000000002'
/** The person who owns the Pages. */
export const ownerId = '700000000000001'

interface Dialog {
  readonly world: World
  readonly query: URLSearchParams
  readonly kind: 'facebook' | 'whatsapp' | 'instagram'
  readonly path: string
}

/** `/dialog/oauth` and `/oauth/authorize`: the page, and what its buttons lead to. */
export function answerDialog(world: World, url: URL, basePath: string): PlatformResponse {
  const query = url.searchParams
  const kind = kindOf(url, query)
  const fault = faultOf(world, query, kind)
  if (fault) return htmlPage(faultPage(fault, basePath))
  const dialog = { world, query, kind, path: url.pathname }
  const decision = query.get('decision')
  if (decision === 'allow') return redirect(allowed(dialog))
  if (decision === 'cancel') return redirect(denied(dialog))
  return htmlPage(page(dialog, basePath), new URL(redirectOf(query)).origin)
}

function kindOf(url: URL, query: URLSearchParams): Dialog['kind'] {
  if (url.pathname.endsWith('/oauth/authorize')) return 'instagram'
  const isSignup =
    query.get('config_id') === signupConfigId ||
    scopesOf(query).some((each) => each.startsWith('whatsapp'))
  return isSignup ? 'whatsapp' : 'facebook'
}

function faultOf(world: World, query: URLSearchParams, kind: Dialog['kind']): string | undefined {
  const client = kind === 'instagram' ? world.app.instagramId : world.app.id
  if (query.get('client_id') !== client) return 'Invalid App ID: the client_id is not of this app.'
  if (query.get('response_type') !== 'code') return 'Only response_type=code is supported.'
  if (!URL.canParse(redirectOf(query))) return 'The redirect_uri is not an absolute URL.'
  return undefined
}

function redirectOf(query: URLSearchParams): string {
  return query.get('redirect_uri') ?? ''
}

function scopesOf(query: URLSearchParams): string[] {
  return (query.get('scope') ?? '').split(/[,\s]+/).filter(Boolean)
}

const configured: Readonly<Record<Dialog['kind'], readonly string[]>> = {
  facebook: [
    'pages_show_list',
    'pages_messaging',
    'pages_manage_metadata',
    'pages_read_engagement',
    'business_management',
    'instagram_basic',
    'instagram_manage_messages',
    'instagram_manage_comments',
  ],
  whatsapp: ['whatsapp_business_management', 'whatsapp_business_messaging', 'business_management'],
  instagram: ['instagram_business_basic', 'instagram_business_manage_messages'],
}

/** A login configuration names the permissions where the query does not. */
function wantedScopes({ query, kind }: Dialog): readonly string[] {
  const scopes = scopesOf(query)
  return scopes.length > 0 ? scopes : configured[kind]
}

function allowed(dialog: Dialog): string {
  const { world, query, kind } = dialog
  const chosen = query.getAll('grant')
  const scopes = wantedScopes(dialog).filter((scope) => chosen.includes(scope))
  const code = createToken(world, {
    kind: 'code',
    subject: query.get('account') ?? ownerId,
    scopes,
    ...(kind !== 'instagram' && { targets: query.getAll('share') }),
    // Embedded Signup gives half a minute, the logins an hour
    expiresAt: world.now() + (kind === 'whatsapp' ? 30_000 : 3_600_000),
    ...(kind !== 'whatsapp' && { redirect: redirectOf(query) }),
  })
  const target = new URL(redirectOf(query))
  target.searchParams.set('code', code.value)
  if (query.has('state')) target.searchParams.set('state', query.get('state') ?? '')
  // both platforms hang this on, and an app has to take it off again
  return `${target.href}#_${kind === 'instagram' ? '' : '=_'}`
}

function denied({ query, kind }: Dialog): string {
  const target = new URL(redirectOf(query))
  target.searchParams.set('error', 'access_denied')
  target.searchParams.set('error_reason', 'user_denied')
  target.searchParams.set('error_description', 'Permissions error')
  if (kind !== 'instagram') target.searchParams.set('error_code', '200')
  if (query.has('state')) target.searchParams.set('state', query.get('state') ?? '')
  return target.href
}

const titles: Readonly<Record<Dialog['kind'], string>> = {
  facebook: 'Log in with Facebook',
  whatsapp: 'Connect WhatsApp',
  instagram: 'Log in with Instagram',
}

function page(dialog: Dialog, basePath: string): Html {
  const { query, kind, path } = dialog
  const title = titles[kind]
  const kept = [...query].filter(
    ([name]) => !['decision', 'grant', 'account', 'share'].includes(name),
  )
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title} – Simulated Meta</title>
      <link rel="icon" href="${basePath}/avatar/meta.png" />
      <link rel="stylesheet" href="${basePath}/page.css" />
    </head>
    <body class="login">
      <main>
        <h1>${title}</h1>
        <p>
          An app wants to work for your business. This page belongs to the simulated platform:
          nothing leaves this machine.
        </p>
        <form method="get" action="${path}">
          ${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          ${accountChoice(dialog)}
          <fieldset>
            <legend>It may</legend>
            ${wantedScopes(dialog).map((scope) => html`<label><input type="checkbox" name="grant" value="${scope}" checked /> ${scope}</label>`)}
          </fieldset>
          <p class="buttons">
            <button name="decision" value="allow">Allow</button>
            <button name="decision" value="cancel" class="plain">Cancel</button>
          </p>
        </form>
      </main>
    </body>
  </html>`
}

/** Instagram's login is for one account; Facebook's shares as many as are ticked. */
function accountChoice(dialog: Dialog): Html {
  const { kind } = dialog
  const legend = { facebook: 'Pages', whatsapp: 'Numbers', instagram: 'Account' }[kind]
  return html`<fieldset>
    <legend>${legend} of Sam Owner</legend>
    ${offered(dialog).map((account, index) => (kind === 'instagram' ? radio(account, index) : tick(account)))}
  </fieldset>`
}

/** A number on the phone app joins by the way that was made for it, and by no other. */
function offered({ world, kind, query }: Dialog): Account[] {
  const channel = { facebook: 'messenger', whatsapp: 'whatsapp', instagram: 'instagram' }[kind]
  const isOnboarding = query.get('extras')?.includes('whatsapp_business_app_onboarding') ?? false
  return world.state.accounts
    .filter((account) => account.channel === channel)
    .filter(({ isOnBusinessApp }) => kind !== 'whatsapp' || isOnBusinessApp === isOnboarding)
}

function radio({ id, handle = '' }: Account, index: number): Html {
  const checked = index === 0 ? html`checked` : ''
  return html`<label
    ><input type="radio" name="account" value="${id}" ${checked} /> @${handle}</label
  >`
}

function tick({ owner, name, phone }: Account): Html {
  const label = phone ? `${name} · +${phone}` : name
  return html`<label
    ><input type="checkbox" name="share" value="${owner}" checked /> ${label}</label
  >`
}

function faultPage(fault: string, basePath: string): Html {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <title>Error – Simulated Meta</title>
      <link rel="icon" href="${basePath}/avatar/meta.png" />
      <link rel="stylesheet" href="${basePath}/page.css" />
    </head>
    <body class="login">
      <main>
        <h1>Something is wrong</h1>
        <p>${fault}</p>
      </main>
    </body>
  </html>`
}
