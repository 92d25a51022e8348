import { asArray, asId, asObject, asText, asWebUrl, graph, present } from '@parley/adapter-meta'
import type { Identity } from '@parley/core/adapter'

import type { Context, Page } from './schemas.ts'

/** Name and picture, or null: Meta may refuse them without the right access, and a message must not wait for that. */
export async function profile(
  { id }: Identity,
  page: Page,
  context: Context,
): Promise<Identity | null> {
  // anything but digits is a reference of the checkbox plugin, which has no profile
  if (!/^\d+$/.test(id)) return null
  const token = page.secrets.accessToken
  const fields = 'first_name,last_name,profile_pic'
  const answer = await graph({ path: id, query: { fields }, token }, context)
  if (!answer.ok) return nameFromThread(id, page, context)
  const name = [answer.json['first_name'], answer.json['last_name']].filter(asText).join(' ')
  const avatarUrl = asWebUrl(answer.json['profile_pic'])
  return name || avatarUrl ? { id, ...present({ name: name || undefined, avatarUrl }) } : null
}

/** The list of chats names its people even where their profile is closed. */
async function nameFromThread(id: string, page: Page, context: Context): Promise<Identity | null> {
  const query = { user_id: id, fields: 'participants' }
  const path = `${page.config.pageId}/conversations`
  const answer = await graph({ path, query, token: page.secrets.accessToken }, context)
  const threads = answer.ok ? asArray(answer.json['data']) : []
  const people = threads.flatMap((thread) =>
    asArray(asObject(asObject(thread)['participants'])['data']).map(asObject),
  )
  const name = asText(people.find((person) => asId(person['id']) === id)?.['name'])
  return name === undefined ? null : { id, name }
}
