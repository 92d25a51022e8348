/** What Instagram can do, as data. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
import type { Capabilities, ChannelAdapter, Limits, Rate, Window } from '@parley/core/adapter'

import type { Config } from './schemas.ts'
import { hearts } from './send.ts'

const stickers = [{ id: 'like_heart', label: 'Heart', emoji: '❤️' }] as const

export const capabilities: Capabilities = {
  formatting: { link: 'full' },
  reply: 'full',
  reaction: 'full',
  typing: 'full',
  read: 'full',
  template: 'rejected',
  buttons: 'full',
  list: 'fallback',
  link: 'full',
  cards: 'full',
  location: 'fallback',
  contacts: 'fallback',
  stock: stickers,
  share: 'full',
  handover: 'full',
  receipts: ['read'],
  echo: true,
  privateReply: { ms: 7 * 86_400_000 },
  startChat: 'never',
  idempotentSend: false,
  typingEveryMs: 15_000,
}

const megabyte = 1024 * 1024
const label = { max: 20, unit: 'codepoint', overflow: 'reject' } as const
const audio = ['audio/mp4', 'audio/aac', 'audio/wav', 'audio/x-m4a']

export const limits: Limits = {
  text: { max: 1000, unit: 'byte', overflow: 'split' },
  media: {
    image: {
      mime: ['image/jpeg', 'image/png'],
      maxBytes: 8 * megabyte,
      caption: false,
      perMessage: 10,
    },
    video: {
      mime: ['video/mp4', 'video/quicktime', 'video/webm', 'video/ogg', 'video/x-msvideo'],
      maxBytes: 25 * megabyte,
      caption: false,
    },
    audio: { mime: audio, maxBytes: 25 * megabyte, caption: false },
    voice: { mime: ['audio/mp4'], maxBytes: 25 * megabyte, caption: false },
    document: { mime: ['application/pdf'], maxBytes: 25 * megabyte, caption: false },
  },
  buttons: {
    max: 13,
    text: { max: 640, unit: 'byte', overflow: 'reject' },
    label,
    payload: { max: 1000, unit: 'codepoint', overflow: 'reject' },
  },
  cards: {
    max: 10,
    title: { max: 80, unit: 'codepoint', overflow: 'reject' },
    subtitle: { max: 80, unit: 'codepoint', overflow: 'reject' },
    maxButtons: 3,
  },
}

const dayMs = 86_400_000
const messages = [
  'text',
  'media',
  'buttons',
  'list',
  'link',
  'cards',
  'location',
  'contacts',
  'stock',
  'share',
] as const
const answers = [...messages, 'reaction', 'typing'] as const

/** The tag of a human's late answer is for messages alone; reading and thread control wait for nobody. */
export const windows: readonly Window[] = [
  { id: 'standard', opens: 'inbound', ms: dayMs, actor: 'any', allows: answers },
  { id: 'human_agent', opens: 'inbound', ms: 7 * dayMs, actor: 'human', allows: messages },
  { id: 'always', opens: 'always', actor: 'any', allows: ['read', 'handover'] },
]

const files = { scope: 'connection', perSecond: 10, kinds: ['media'] } as const
export const rates: readonly Rate[] = [{ scope: 'connection', perSecond: 300 }, files]

type Narrowed = Partial<Pick<ChannelAdapter, 'capabilities' | 'windows' | 'rates'>>

/** Instagram Login still states the older rate; over a Page only the heart is documented as a reaction. */
export function narrow({ config }: { readonly config: Config }): Narrowed {
  return {
    ...(config.humanAgent === false && {
      windows: windows.filter(({ id }) => id !== 'human_agent'),
    }),
    ...(config.login === 'instagram'
      ? { rates: [{ scope: 'connection', perSecond: 100 } as const, files] }
      : { capabilities: { ...capabilities, reactionEmoji: hearts } }),
  }
}

export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#d6249f" stroke-width="2"><rect x="3" y="3" width="18" height="18" rx="5"/><circle cx="12" cy="12" r="4.2"/><circle cx="17" cy="7" r=".6" fill="#d6249f"/></svg>'
