/** Nodes of Facebook Login: the user, their Pages, and what a Page tells about itself. */
import { pickFields } from '../fields.ts'
import type { Endpoint, GraphCall } from '../part.ts'
import type { Account } from '../state.ts'
import { createToken, findToken, judgeReach, never } from '../token.ts'
import { findAccount, missingObject } from '../world.ts'
import type { World } from '../world.ts'
import { accountsBehind } from './accounts.ts'
import { messagingEndpoints } from './endpoints.ts'
import { createUtility, listUtility } from './utility.ts'

export const pageEndpoints: Readonly<Record<string, Endpoint>> = {
  ...messagingEndpoints('page', { messaging: 'pages_messaging', manage: 'pages_manage_metadata' }),
  'GET page/message_templates': utility(listUtility),
  'POST page/message_templates': utility(createUtility),
  'GET user': (world, call, id) =>
    pickFields(
      { id: world.isOpen ? '1' : id, name: 'Sam Owner' },
      call.params['fields'],
      'id,name',
    ),
  'GET user/accounts': listPages,
  'GET user/permissions': (world, call) => ({
    data: (findToken(world, call.token)?.scopes ?? []).map((permission) => ({
      permission,
      status: 'granted',
    })),
  }),
  'GET page': (world, call, id) => {
    judgeReach(world, call, { owners: [id], scopes: [] })
    const page = findAccount(world, id) ?? (world.isOpen ? accountsBehind(world, id)[0] : undefined)
    if (!page) throw missingObject(id)
    return pickFields(pageFacts(world, page, call), call.params['fields'], 'id,name')
  },
}

function utility(endpoint: Endpoint): Endpoint {
  return (world, call, id) => {
    judgeReach(world, call, { owners: [id], scopes: ['pages_utility_messaging'] })
    return endpoint(world, call, id)
  }
}

/** `GET me/accounts`: every Page of the person, with a token of its own. */
function listPages(world: World, call: GraphCall): object {
  const token = findToken(world, call.token)
  judgeReach(world, call, { scopes: ['pages_show_list'] })
  const pages = world.state.accounts.filter(
    (account) => account.channel === 'messenger' && (token?.targets?.includes(account.id) ?? true),
  )
  const known = pages.length > 0 || !world.isOpen ? pages : accountsBehind(world, '102030405060701')
  const limit = Number(call.params['limit'] ?? 25)
  const start = known.findIndex((page) => page.id === call.params['after']) + 1
  const shown = known.slice(start, start + limit)
  const last = shown.at(-1)
  return {
    data: shown.map((page) =>
      pickFields(
        pageFacts(world, page, call),
        call.params['fields'],
        'access_token,category,name,id,tasks',
      ),
    ),
    ...(last && {
      paging: {
        cursors: { before: shown[0]?.id, after: last.id },
        ...(start + limit < known.length && { next: `${world.baseUrl}/graph/me/accounts` }),
      },
    }),
  }
}

function pageFacts(world: World, page: Account, call: GraphCall): Record<string, unknown> {
  const instagram = world.state.accounts.find(
    (each) => each.channel === 'instagram' && each.owner === page.id,
  )
  const linked = instagram && {
    id: instagram.id,
    username: instagram.handle,
    name: instagram.name,
    profile_picture_url: avatarUrl(world, instagram.id),
  }
  return {
    id: page.id,
    name: page.name,
    username: page.handle ?? null,
    category: 'Home Goods Store',
    category_list: [{ id: '1', name: 'Home Goods Store' }],
    link: `https://www.facebook.com/${page.id}`,
    tasks: page.tasks,
    is_published: true,
    picture: {
      data: { url: avatarUrl(world, page.id), is_silhouette: false, width: 50, height: 50 },
    },
    instagram_business_account: linked ?? (world.isOpen ? openInstagram : null),
    connected_instagram_account: linked ?? null,
    get access_token() {
      return pageToken(world, page, call)
    },
  }
}

const openInstagram = { id: '17841400000000101', username: 'example', name: 'Example' }

/** A Page token made with a long-lived user token does not expire. */
function pageToken(world: World, page: Account, call: GraphCall): string {
  const asker = findToken(world, call.token)
  const known = world.state.tokens.find(
    (token) =>
      token.kind === 'page' &&
      token.subject === page.id &&
      !token.revoked &&
      token.scopes.join() === asker?.scopes.join(),
  )
  if (known && asker?.isLongLived) return known.value
  return createToken(world, {
    kind: 'page',
    subject: page.id,
    scopes: asker?.scopes ?? [],
    expiresAt: asker && !asker.isLongLived ? asker.expiresAt : never,
  }).value
}

export function avatarUrl(world: World, id: string): string {
  return `${world.baseUrl}/avatar/${id}.png`
}
