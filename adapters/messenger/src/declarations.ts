/** What Messenger can do, as data. https://developers.facebook.com/docs/messenger-platform/send-messages */
import type { Capabilities, Limits, Rate, Window } from '@parley/core/adapter'

import type { Config } from './schemas.ts'

/** The thumbs of Messenger's own button, in its three sizes. https://developers.facebook.com/docs/messenger-platform/send-messages */
const stickers = [
  { id: '369239263222822', label: 'Like, small', emoji: '👍' },
  { id: '369239343222814', label: 'Like, medium', emoji: '👍' },
  { id: '369239383222810', label: 'Like, large', emoji: '👍' },
] as const

export const capabilities: Capabilities = {
  formatting: { link: 'full' },
  reply: 'full',
  reaction: 'full',
  typing: 'full',
  read: 'full',
  template: 'full',
  buttons: 'full',
  list: 'fallback',
  link: 'full',
  cards: 'full',
  location: 'fallback',
  contacts: 'fallback',
  stock: stickers,
  ask: ['phone', 'email'],
  handover: 'full',
  receipts: ['delivered', 'read'],
  echo: true,
  privateReply: { ms: 7 * 86_400_000 },
  startChat: 'never',
  idempotentSend: false,
  // the sign goes out after 20 s
  typingEveryMs: 15_000,
}

const megabyte = 1024 * 1024
const label = { max: 20, unit: 'codepoint', overflow: 'reject' } as const

export const limits: Limits = {
  text: { max: 2000, unit: 'codepoint', overflow: 'split' },
  media: {
    image: {
      mime: ['image/jpeg', 'image/png', 'image/gif', 'image/webp'],
      maxBytes: 8 * megabyte,
      caption: false,
    },
    video: {
      mime: ['video/mp4', 'video/quicktime', 'video/webm', 'video/3gpp'],
      maxBytes: 25 * megabyte,
      caption: false,
    },
    audio: {
      mime: ['audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/wav'],
      maxBytes: 25 * megabyte,
      caption: false,
    },
    voice: { mime: ['audio/mp4', 'audio/mpeg'], maxBytes: 25 * megabyte, caption: false },
    document: { mime: ['application/*', 'text/*'], maxBytes: 25 * megabyte, caption: false },
  },
  buttons: {
    max: 13,
    text: { max: 640, unit: 'codepoint', overflow: 'reject' },
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
  'ask',
] as const
const answers = [...messages, 'reaction', 'typing'] as const

/** The tag of a human's late answer is for messages alone; reading and thread control wait for nobody. */
export const windows: readonly Window[] = [
  { id: 'standard', opens: 'inbound', ms: dayMs, actor: 'any', allows: answers },
  { id: 'human_agent', opens: 'inbound', ms: 7 * dayMs, actor: 'human', allows: messages },
  { id: 'always', opens: 'always', actor: 'any', allows: ['read', 'handover', 'template'] },
]

/** What a connection has given up, or has not been allowed. */
export function narrow({ config: { humanAgent, utilityMessages } }: { readonly config: Config }): {
  capabilities?: Capabilities
  windows?: readonly Window[]
} {
  const own = humanAgent === false ? windows.filter(({ id }) => id !== 'human_agent') : windows
  if (utilityMessages) return { windows: own }
  return {
    capabilities: { ...capabilities, template: 'rejected' },
    windows: own.map((window) => ({
      ...window,
      allows: window.allows.filter((kind) => kind !== 'template'),
    })),
  }
}

/** Meta's limits for one Page; files are counted apart, and all of them as if they were audio or video. */
export const rates: readonly Rate[] = [
  { scope: 'connection', perSecond: 300 },
  { scope: 'connection', perSecond: 10, kinds: ['media'] },
]

export const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#0a7cff" d="M12 2C6.4 2 2 6.1 2 11.4c0 2.9 1.3 5.4 3.5 7.1V22l3.2-1.8c1 .3 2.1.5 3.3.5 5.6 0 10-4.1 10-9.4S17.6 2 12 2Z"/><path fill="#fff" d="m6.4 14.2 3.9-4.6 2.6 2.2 4.7-2.2-3.9 4.6-2.6-2.2Z"/></svg>'
