/** What people write on the Page itself: comments, visitor posts, mentions. https://developers.facebook.com/docs/graph-api/webhooks/reference/page */
import {
  asArray,
  asId,
  asObject,
  asText,
  asWebUrl,
  envelope,
  type Fragment,
  hashOf,
  type JsonObject,
  present,
  timeOf,
} from '@parley/adapter-meta'
import type { Content, Identity, InboundEvent, MediaRef } from '@parley/core/adapter'

/** What somebody else than the Page wrote becomes a message that is marked as public; likes, shares and the Page's own posts have no reading. */
export function readFeed(change: JsonObject, fragment: Fragment): InboundEvent | undefined {
  const value = asObject(change['value'])
  const what = kindOf(change['field'], value)
  const id = asId(value['comment_id']) ?? asId(value['post_id'])
  const author = authorOf(value)
  if (!what || !id || !author || author.id === fragment.connection) return undefined
  const post: Post = { fragment, value, id, author, what }
  switch (value['verb']) {
    case 'add':
      return written(post)
    case 'edit':
    case 'edited':
      return edited(post)
    case 'remove':
      return {
        ...envelope(fragment, `del:${id}`, author),
        type: 'delete',
        target: id,
        by: 'contact',
      }
    default:
      return undefined
  }
}

interface Post {
  readonly fragment: Fragment
  readonly value: JsonObject
  readonly id: string
  readonly author: Identity
  readonly what: 'comment' | 'post' | 'mention'
}

function kindOf(field: unknown, value: JsonObject): Post['what'] | undefined {
  if (field === 'mention') return 'mention'
  if (field !== 'feed') return undefined
  if (value['item'] === 'comment') return 'comment'
  return typeof value['item'] === 'string' && posts.has(value['item']) ? 'post' : undefined
}

const posts = new Set(['post', 'status', 'photo', 'video', 'share', 'link'])

function authorOf(value: JsonObject): Identity | undefined {
  const from = asObject(value['from'])
  const id = asId(from['id']) ?? asId(value['sender_id'])
  const name = asText(from['name']) ?? asText(value['sender_name'])
  return id === undefined ? undefined : { id, ...present({ name }) }
}

function written({ fragment, value, id, author, what }: Post): InboundEvent {
  const parent = asId(value['parent_id'])
  const replyTo = parent === value['post_id'] ? undefined : parent
  return {
    ...envelope(fragment, `msg:${id}`, author),
    type: 'message',
    id,
    content: contentOf(value, what),
    ...present({ replyTo }),
  }
}

function contentOf(value: JsonObject, what: Post['what']): Content {
  const files = ['photo', 'video'].flatMap((name) => fileAt(value[name], name))
  const media = [...files, ...asArray(value['photos']).flatMap((url) => fileAt(url, 'photo'))]
  const post = asObject(value['post'])
  return {
    kind: 'share',
    what,
    ...present({
      text: asText(value['message']),
      targetId: asId(value['post_id']),
      url: asWebUrl(post['permalink_url']) ?? asWebUrl(value['link']),
      media: media.length > 0 ? media : undefined,
    }),
  }
}

function fileAt(value: unknown, name: string): MediaRef[] {
  const url = asWebUrl(value)
  return url === undefined ? [] : [{ kind: name === 'video' ? 'video' : 'image', locator: { url } }]
}

/** Facebook counts no edits; seconds rise as a count would. */
function edited({ fragment, value, id, author, what }: Post): InboundEvent {
  return {
    ...envelope(fragment, `edit:${id}:${hashOf(fragment)}`, author),
    type: 'edit',
    target: id,
    revision: Math.min(Math.floor(timeOf(fragment) / 1000), 0x7f_ff_ff_ff),
    content: contentOf(value, what),
  }
}
