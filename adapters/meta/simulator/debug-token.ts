/** What the platform says about a token. */
import { GraphError } from './graph-error.ts'
import type { GraphCall } from './part.ts'
import type { Token } from './state.ts'
import { textOf } from './text.ts'
import { deadReason, findToken, isAppToken, never } from './token.ts'
import type { World } from './world.ts'

const dayMs = 86_400_000

/** `GET /debug_token` */
export function inspectToken(world: World, call: GraphCall): object {
  const asker = findToken(world, call.token)
  if (!world.isOpen && !isAppToken(world, call.token) && !asker) throw new GraphError({ code: 190 })
  const value = textOf(call.params['input_token'] ?? '')
  if (world.isOpen) return { data: openFacts(call, value) }
  const token = findToken(world, value)
  const dead = token ? deadReason(world, token) : undefined
  if (!token || token.kind === 'code')
    return {
      data: {
        is_valid: false,
        error: { code: 190, message: 'Invalid OAuth access token.' },
        scopes: [],
      },
    }
  return { data: facts(world, token, dead) }
}

function facts(world: World, token: Token, dead: number | undefined): object {
  const isPage = token.kind === 'page'
  return {
    app_id: token.isInstagramLogin ? world.app.instagramId : world.app.id,
    type: isPage ? 'PAGE' : token.kind === 'system' ? 'SYSTEM_USER' : 'USER',
    application: 'Simulated app',
    ...(isPage && { profile_id: token.subject }),
    data_access_expires_at: Math.floor((world.now() + 90 * dayMs) / 1000),
    expires_at: Math.floor(token.expiresAt / 1000),
    issued_at: Math.floor(token.at / 1000),
    is_valid: dead === undefined,
    ...(dead && {
      error: { code: 190, subcode: dead, message: 'The access token is not valid any more' },
    }),
    scopes: token.scopes,
    granular_scopes: token.scopes.map((scope) => ({
      scope,
      target_ids: reach(world, token, scope),
    })),
    user_id: token.subject,
  }
}

function reach(world: World, token: Token, scope: string): string[] {
  const channel = scope.startsWith('whatsapp')
    ? 'whatsapp'
    : scope.startsWith('instagram')
      ? 'instagram'
      : scope.startsWith('pages')
        ? 'messenger'
        : ''
  const accounts = world.state.accounts.filter(
    (account) => account.channel === channel && (token.targets?.includes(account.owner) ?? true),
  )
  return [...new Set(accounts.map((each) => (channel === 'whatsapp' ? each.owner : each.id)))]
}

/** In an open world a token has every permission, unless its text takes one away: `no-pages_messaging`. */
function openFacts(call: GraphCall, value: string): object {
  const isDead = /expired|revoked|invalid/.test(value)
  return {
    app_id: call.token?.split('|')[0],
    type: 'USER',
    is_valid: !isDead,
    expires_at: never,
    scopes: allScopes.filter((scope) => !value.includes(`no-${scope}`)),
    granular_scopes: allScopes.map((scope) => ({ scope, target_ids: ['1'] })),
    user_id: '1',
    ...(isDead && { error: { code: 190, message: 'The access token is not valid any more' } }),
  }
}

export const allScopes = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'business_management',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
  'instagram_business_basic',
  'instagram_business_manage_messages',
  'instagram_business_manage_comments',
  'whatsapp_business_messaging',
  'whatsapp_business_management',
]
