/** Chats from before the connection, by the Conversations API. https://developers.facebook.com/docs/messenger-platform/conversations */
import type {
  Content,
  Failure,
  Identity,
  InboundEvent,
  Json,
  MediaRef,
  PastContext,
  PastPage,
} from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { contentOf } from './attachments.ts'
import { graph, type GraphRequest } from './graph.ts'
import {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  asWebUrl,
  type JsonObject,
  present,
} from './json.ts'

export interface PastOf {
  readonly request: Pick<GraphRequest, 'host' | 'token'> & { readonly node: string }
  readonly platform: 'messenger' | 'instagram'
  readonly connection: string
  /** Ids and names by which the business itself stands in its chats. */
  readonly own: readonly (string | undefined)[]
}

/** A few chats with their last messages; Meta tells no more of them than the newest twenty. */
export async function readPast(
  past: PastOf,
  context: PastContext<MetaApp>,
): Promise<PastPage | { readonly failure: Failure }> {
  const { node, ...request } = past.request
  const after = asText(asObject(context.from)['after'])
  const query = { platform: past.platform, fields, limit: '10', after }
  const answer = await graph({ ...request, path: `${node}/conversations`, query }, context)
  if (!answer.ok) return answer
  const all = asArray(answer.json['data']).map(asObject)
  const recent = all.filter((chat) => (asTimeMs(chat['updated_time']) ?? 0) >= context.since)
  const drafts = recent.flatMap((chat) => chatEvents(chat, past, context.until))
  const next = nextOf(answer.json, after)
  return {
    events: drafts.map((draft, seq) => ({ ...draft, seq })),
    chats: recent.length,
    // the newest come first: behind the first that is too old there are only older ones
    ...(next && recent.length === all.length && { next }),
  }
}

const fields =
  'participants,updated_time,messages.limit(20){id,message,from,to,created_time,attachments}'

function nextOf(json: JsonObject, before: string | undefined): Json | undefined {
  const paging = asObject(json['paging'])
  const after = asText(asObject(paging['cursors'])['after'])
  return paging['next'] && after && after !== before ? { after } : undefined
}

type Draft =
  Extract<InboundEvent, { type: 'message' | 'echo' }> extends infer E
    ? E extends InboundEvent
      ? Omit<E, 'seq'>
      : never
    : never

function chatEvents(chat: JsonObject, past: PastOf, until: number): Draft[] {
  const people = asArray(asObject(chat['participants'])['data']).map(asObject)
  const others = people.filter((each) => !isOwn(each, past))
  const [person] = others
  const id = asId(person?.['id'])
  // a chat of several people has no one to answer
  if (!person || id === undefined || others.length > 1) return []
  const contact = contactOf(id, person)
  const messages = asArray(asObject(chat['messages'])['data']).map(asObject)
  return messages.flatMap((message) => messageEvent(message, { past, contact, until }))
}

function isOwn({ id, username }: JsonObject, { own }: PastOf): boolean {
  return own.includes(asId(id)) || (typeof username === 'string' && own.includes(username))
}

function contactOf(id: string, person: JsonObject): Identity {
  const handle = asText(person['username'])
  const name = asText(person['name']) ?? handle
  return { id, ...present({ name, handle }) }
}

function messageEvent(
  message: JsonObject,
  { past, contact, until }: { past: PastOf; contact: Identity; until: number },
): Draft[] {
  const id = asId(message['id'])
  const at = asTimeMs(message['created_time'])
  if (id === undefined || at === undefined) return []
  const isEcho = asId(asObject(message['from'])['id']) !== contact.id
  const common = {
    key: `${isEcho ? 'echo' : 'msg'}:${id}`,
    connection: past.connection,
    contact,
    at,
    native: message,
    id,
    content: pastContent(message),
    // what comes while the import runs is news, whichever way it comes; Meta tells full seconds only
    ...(at + 1000 < until && { history: true }),
  }
  return [isEcho ? { type: 'echo', ...common, origin: 'unknown' } : { type: 'message', ...common }]
}

/** Files have other names here than in webhooks. */
function pastContent(message: JsonObject): Content {
  const text = asText(message['message'])
  const parts = asArray(asObject(message['attachments'])['data']).map(asObject)
  const media = parts.flatMap(fileOf)
  if (media.length > 0) return { kind: 'media', media, ...present({ text }) }
  const template = parts.map((part) => asObject(part['generic_template'])).find(hasKeys)
  const attachments = template ? [{ type: 'template', payload: { elements: [template] } }] : parts
  return contentOf({ text, attachments })
}

function hasKeys(object: JsonObject): boolean {
  return Object.keys(object).length > 0
}

function fileOf(part: JsonObject): MediaRef[] {
  const [image, video] = [asObject(part['image_data']), asObject(part['video_data'])]
  const url = [image['url'], video['url'], part['file_url']].map(asWebUrl).find(Boolean)
  if (!url) return []
  const mime = asText(part['mime_type'])
  const kind = hasKeys(video) ? 'video' : hasKeys(image) ? imageKind(image) : kindOf(mime ?? '')
  const about = { name: asText(part['name']), bytes: asNumber(part['size']), mime }
  return [{ kind, locator: { url }, ...present(about) }]
}

function imageKind(image: JsonObject): MediaRef['kind'] {
  return image['render_as_sticker'] === true ? 'sticker' : 'image'
}

function kindOf(mime: string): MediaRef['kind'] {
  const [type] = mime.split('/')
  return type === 'audio' || type === 'video' || type === 'image' ? type : 'document'
}
