/** The content of a message: its text, and what is attached to it in any of Meta's shapes. https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages */
import type { Content, Json, MediaRef } from '@parley/core/adapter'

import {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  asWebUrl,
  isObject,
  type JsonObject,
  present,
} from './json.ts'

/** Always some content: what cannot be shown is `unsupported`, with its text. */
export function contentOf(message: JsonObject): Content {
  const text = textOf(message)
  const parts = partsOf(asArray(message['attachments']))
  const story = asObject(asObject(message['reply_to'])['story'])
  if (Object.keys(story).length > 0) return storyReply(story, { text, parts })
  const payload = asText(asObject(message['quick_reply'])['payload'])
  if (payload !== undefined && parts.length === 0) {
    return { kind: 'interactive', title: text ?? payload, payload }
  }
  if (parts.length > 0) return joined(parts, text)
  if (message['is_unsupported'] === true) return unsupported('unsupported', text)
  return text === undefined ? unsupported('empty', text) : { kind: 'text', text }
}

function textOf(message: JsonObject): string | undefined {
  const command = asText(asObject(asArray(message['commands'])[0])['name'])
  return asText(message['text']) ?? (command && `/${command}`)
}

type Part = Content | MediaRef

function isMedia(part: Part): part is MediaRef {
  return 'locator' in part
}

/** Files in front are the message, all of them together. Else the first part is, with the files and the text of the rest. */
function joined(parts: readonly Part[], text: string | undefined): Content {
  const files = parts.filter(isMedia)
  const [first] = parts
  if (!first || isMedia(first)) return { kind: 'media', media: files, ...present({ text }) }
  if (first.kind === 'location') return { ...first, ...present({ label: text }) }
  if (holdsFiles(first)) {
    const media = [...(first.media ?? []), ...files]
    return { ...first, ...present({ text, media: media.length > 0 ? media : undefined }) }
  }
  if (files.length > 0) return { kind: 'media', media: files, ...present({ text }) }
  return { ...first, ...present({ text }) }
}

function holdsFiles(
  content: Content,
): content is Extract<Content, { kind: 'story' | 'share' | 'template' }> {
  return content.kind === 'story' || content.kind === 'share' || content.kind === 'template'
}

function partsOf(attachments: readonly unknown[]): Part[] {
  const kept = attachments.filter((each, i) => !isRepeated(asObject(each), attachments, i))
  return kept.map((each) => partOf(asObject(each)))
}

/** A sticker came as `image` and as `sticker` until August 2026, a post as `share` beside `ig_post` until the end of April 2026. */
function isRepeated(each: JsonObject, all: readonly unknown[], at: number): boolean {
  const types = all.map((other) => asObject(other)['type'])
  if (each['type'] === 'share') return types.includes('ig_post')
  const sticker = stickerOf(each)
  return (
    sticker !== undefined && all.findIndex((other) => stickerOf(asObject(other)) === sticker) < at
  )
}

function stickerOf(attachment: JsonObject): string | undefined {
  return asId(asObject(attachment['payload'])['sticker_id'])
}

function partOf(attachment: JsonObject): Part {
  const type = asText(attachment['type']) ?? 'unknown'
  const payload = asObject(attachment['payload'])
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  return read?.(payload, attachment) ?? unsupported(type, undefined)
}

type Reader = (payload: JsonObject, attachment: JsonObject) => Part | undefined
const readers: Readonly<Record<string, Reader>> = {
  image: (payload) => file(payload['sticker_id'] === undefined ? 'image' : 'sticker', payload),
  sticker: (payload) => file('sticker', payload),
  video: (payload) => file('video', payload),
  audio: (payload) => file('audio', payload),
  file: (payload) => file('document', payload),
  like_heart: () => ({ kind: 'text', text: '❤️' }),
  location: readLocation,
  fallback: readLink,
  share: (payload) => readShare('post', payload),
  post: (payload) => readShare('post', payload),
  ig_post: (payload) => readShare('post', payload),
  reel: (payload) => readShare('reel', payload),
  ig_reel: (payload) => readShare('reel', payload),
  story_mention: (payload) => readStory('mention', payload),
  ig_story: (payload) => readStory('share', payload),
  template: readTemplate,
  appointment_booking: readAppointment,
  ephemeral: () =>
    unsupported('ephemeral', undefined, 'A photo or video that can be seen only once'),
}

function file(kind: MediaRef['kind'], payload: JsonObject): MediaRef | undefined {
  const url = asWebUrl(payload['url'])
  if (url === undefined) return undefined
  const name = kind === 'document' ? nameIn(url) : undefined
  return { kind, locator: { url }, ...present({ name }) }
}

function nameIn(url: string): string | undefined {
  const last = new URL(url).pathname.split('/').pop() ?? ''
  if (!/\.\w{1,8}$/.test(last)) return undefined
  try {
    return decodeURIComponent(last).slice(-200)
  } catch {
    return last.slice(-200)
  }
}

function readLocation(payload: JsonObject): Content | undefined {
  const { lat, long } = asObject(payload['coordinates'])
  const [latitude, longitude] = [asNumber(lat), asNumber(long)]
  if (latitude === undefined || longitude === undefined) return undefined
  return { kind: 'location', lat: latitude, lon: longitude }
}

/** A link preview. Its title and address stand in the payload or beside it, and the address may be none. */
function readLink(payload: JsonObject, attachment: JsonObject): Content {
  const title = asText(payload['title']) ?? asText(attachment['title'])
  const urls = [payload['url'], attachment['url'], attachment['URL']]
  const url = urls.map(asWebUrl).find((each) => each !== undefined)
  return { kind: 'share', what: 'link', ...present({ title, url }) }
}

function readShare(what: 'post' | 'reel', payload: JsonObject): Content {
  const title = asText(payload['title'])
  const targetId = ['id', 'ig_post_media_id', 'reel_video_id']
    .map((name) => asId(payload[name]))
    .find((id) => id !== undefined)
  return { kind: 'share', what, ...present({ title, targetId }), ...linkOrFile(payload['url']) }
}

/** Meta gives the page of some posts and the picture of others, whose address dies within days. */
function linkOrFile(value: unknown): { url?: string; media?: MediaRef[] } {
  const url = asWebUrl(value)
  if (url === undefined) return {}
  const isFile = /\.(fbcdn\.net|fbsbx\.com|cdninstagram\.com)$/.test(`.${new URL(url).hostname}`)
  return isFile ? { media: [{ kind: 'unknown', locator: { url } }] } : { url }
}

function readStory(relation: 'mention' | 'share', payload: JsonObject): Content {
  const storyId = asId(payload['story_media_id'])
  const url = asWebUrl(payload['url']) ?? asWebUrl(payload['story_media_url'])
  return { kind: 'story', relation, ...present({ storyId }), ...storyFile(url) }
}

function storyReply(
  story: JsonObject,
  { text, parts }: { text: string | undefined; parts: readonly Part[] },
): Content {
  const storyId = asId(story['id'])
  const own = parts.filter(isMedia)
  const { media = [] } = storyFile(asWebUrl(story['url']))
  const words = text ?? parts.map((part) => ('text' in part ? part.text : undefined)).find(Boolean)
  return {
    kind: 'story',
    relation: 'reply',
    media: [...own, ...media],
    ...present({ storyId, text: words }),
  }
}

function storyFile(url: string | undefined): { media?: MediaRef[] } {
  return url === undefined ? {} : { media: [{ kind: 'unknown', locator: { url } }] }
}

/** A product that the person asks about, or on an echo the template that was sent. */
function readTemplate(payload: JsonObject, attachment: JsonObject): Content {
  const product = asObject(payload['product'])
  const elements = asArray(product['elements'] ?? payload['elements']).filter(isObject)
  const titles = elements.flatMap(({ title, subtitle }) =>
    [asText(title), asText(subtitle)].filter((each) => each !== undefined),
  )
  const text = asText(payload['text']) ?? (titles.join(' · ') || asText(attachment['title']))
  const image = elements.map(({ image_url: url }) => asWebUrl(url)).find(Boolean)
  return {
    kind: 'template',
    detail: payload as Json,
    ...present({ text }),
    ...(image && { media: [{ kind: 'image', locator: { url: image } }] }),
  }
}

function readAppointment(payload: JsonObject): Content {
  const [start, end] = ['start_time', 'end_time'].map((name) => asTimeMs(payload[name]))
  const zone = asText(payload['timezone'])
  const words = [
    `Appointment ${asText(payload['status']) ?? ''}`.trim(),
    start && minuteOf(start),
    end && `until ${minuteOf(end)}`,
    zone && `(${zone})`,
  ]
  return { kind: 'system', topic: 'appointment', text: words.filter(Boolean).join(' ') }
}

function minuteOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

function unsupported(nativeType: string, text: string | undefined, reason?: string): Content {
  return { kind: 'unsupported', nativeType, ...present({ text, reason }) }
}
