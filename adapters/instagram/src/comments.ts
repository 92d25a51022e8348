/** Comments and mentions on posts, reels and live videos. https://developers.facebook.com/docs/instagram-platform/webhooks */
import {
  asId,
  asObject,
  asText,
  envelope,
  type Fragment,
  hashOf,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Identity, InboundEvent, Referral } from '@parley/core/adapter'

/** A comment of another person becomes a message that is marked as public. */
export function readComment(change: JsonObject, fragment: Fragment): InboundEvent | undefined {
  const value = asObject(change['value'])
  if (change['field'] === 'mentions' && value['from'] === undefined) return mention(value, fragment)
  const what = kinds.get(change['field'])
  const id = asId(value['id']) ?? asId(value['comment_id'])
  const author = authorOf(value, fragment.connection)
  if (!what || !id || !author) return undefined
  const media = asObject(value['media'])
  return {
    ...envelope(fragment, `msg:${id}`, author),
    type: 'message',
    id,
    // a comment may be answered once in private; the window opens by messages only
    opens: false,
    content: {
      kind: 'share',
      what,
      ...present({
        text: asText(value['text']),
        title: asText(media['media_product_type']),
        targetId: asId(media['id']) ?? asId(value['media_id']),
      }),
    },
    ...present({ replyTo: asId(value['parent_id']), referral: adOf(media) }),
  }
}

/** Instagram names no author of a mention, so there is no chat to show it in: it stands with the account. */
function mention(value: JsonObject, fragment: Fragment): InboundEvent | undefined {
  const [comment, post] = [asId(value['comment_id']), asId(value['media_id'])]
  const place = [comment && `in comment ${comment}`, post && `on post ${post}`]
  if (comment === undefined && post === undefined) return undefined
  return {
    ...envelope(fragment, `mention:${hashOf(fragment)}`, null),
    type: 'connection',
    topic: 'mention',
    detail: place.filter(Boolean).join(' '),
  }
}

const kinds: ReadonlyMap<unknown, 'comment' | 'mention'> = new Map([
  ['comments', 'comment'],
  ['live_comments', 'comment'],
  ['mentions', 'mention'],
])

/** Undefined for the account itself, which Instagram also marks by a second id. */
function authorOf(value: JsonObject, connection: string): Identity | undefined {
  const from = asObject(value['from'])
  const id = asId(from['id'])
  if (id === undefined || id === connection || from['self_ig_scoped_id'] !== undefined) {
    return undefined
  }
  return { id, ...present({ handle: asText(from['username']) }) }
}

function adOf(media: JsonObject): Referral | undefined {
  const adId = asId(media['ad_id'])
  if (adId === undefined) return undefined
  return { source: 'ADS', adId, ...present({ headline: asText(media['ad_title']) }) }
}
