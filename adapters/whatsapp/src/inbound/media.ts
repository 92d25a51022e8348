import {
  asId,
  asObject,
  asText,
  asTimeMs,
  asWebUrl,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Content, MediaRef } from '@parley/core/adapter'

import { hexDigest } from '../digest.ts'

// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
const mediaLifeMs = 7 * 24 * 60 * 60 * 1000

/** One medium and its caption. */
export function mediaContent(message: JsonObject, type: string): Content | undefined {
  const medium = asObject(message[type])
  const text = asText(medium['caption'])
  const locator = present({ id: asId(medium['id']), url: asWebUrl(medium['url']) })
  if (Object.keys(locator).length === 0) return undefined
  const at = asTimeMs(message['timestamp'])
  const media: MediaRef = {
    kind: kindOf(medium, type),
    locator,
    ...present({
      mime: asText(medium['mime_type']),
      name: asText(medium['filename']),
      sha256: hexDigest(medium['sha256']),
      expiresAt: at === undefined ? undefined : at + mediaLifeMs,
      caption: text,
    }),
  }
  return { kind: 'media', media: [media], ...(text && { text }) }
}

function kindOf(medium: JsonObject, type: string): MediaRef['kind'] {
  if (type === 'audio') return medium['voice'] === true ? 'voice' : 'audio'
  return type as MediaRef['kind']
}
