import { asText, asWebUrl, graph, present } from '@parley/adapter-meta'
import type { Identity } from '@parley/core/adapter'

import { routeOf } from './route.ts'
import type { Account, Context } from './schemas.ts'

/** Name, handle and picture, or null: before the person has written or tapped, Instagram gives none. */
export async function profile(
  { id }: Identity,
  { config, secrets }: Account,
  context: Context,
): Promise<Identity | null> {
  if (!/^\d+$/.test(id)) return null
  const { host } = routeOf(config)
  const query = { fields: 'name,username,profile_pic' }
  const answer = await graph({ host, path: id, query, token: secrets.accessToken }, context)
  if (!answer.ok) return null
  const handle = asText(answer.json['username'])
  const name = asText(answer.json['name']) ?? handle
  const avatarUrl = asWebUrl(answer.json['profile_pic'])
  return name || avatarUrl ? { id, ...present({ name, handle, avatarUrl }) } : null
}
