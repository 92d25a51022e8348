/** What WhatsApp can do, as data. Limits: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages and …/reference/media */
import type {
  Capabilities,
  Limits,
  MediaLimit,
  OutboundKind,
  Rate,
  TextLimit,
  Window,
} from '@parley/core/adapter'

export const capabilities: Capabilities = {
  formatting: {
    bold: 'full',
    italic: 'full',
    strike: 'full',
    code: 'full',
    link: 'full',
    list: 'full',
  },
  reply: 'full',
  reaction: 'full',
  // it needs a message to answer, marks it read, and cannot be switched off
  typing: 'partial',
  read: 'full',
  template: 'full',
  buttons: 'full',
  list: 'full',
  link: 'full',
  cards: 'rejected',
  location: 'full',
  contacts: 'full',
  ask: ['location'],
  form: 'full',
  handover: 'rejected',
  receipts: ['sent', 'delivered', 'read', 'failed'],
  echo: true,
  startChat: 'template',
  idempotentSend: false,
  // it ends by itself after 25 s
  typingEveryMs: 20_000,
}

export const limits: Limits = {
  text: { ...refused(4096), overflow: 'split' },
  media: {
    image: medium(5_000_000, ['image/jpeg', 'image/png'], refused(1024)),
    video: medium(16_000_000, ['video/mp4', 'video/3gpp'], refused(1024)),
    audio: medium(16_000_000, ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']),
    voice: medium(16_000_000, ['audio/ogg']),
    document: medium(
      100_000_000,
      [
        'text/plain',
        'application/pdf',
        'application/msword',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.ms-excel',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
      refused(1024),
    ),
    sticker: medium(500_000, ['image/webp']),
  },
  buttons: { max: 3, text: refused(1024), label: refused(20), payload: refused(256) },
  list: {
    maxRows: 10,
    text: refused(4096),
    button: refused(20),
    label: refused(24),
    payload: refused(200),
    description: refused(72),
  },
  form: { text: refused(1024), label: refused(20) },
  head: ['image', 'video', 'document'],
}

function refused(max: number): TextLimit {
  return { max, unit: 'codepoint', overflow: 'reject' }
}

function medium(
  maxBytes: number,
  mime: readonly string[],
  caption: MediaLimit['caption'] = false,
): MediaLimit {
  return { mime, maxBytes, caption }
}

const messages: readonly OutboundKind[] = [
  'text',
  'media',
  'buttons',
  'list',
  'link',
  'template',
  'location',
  'contacts',
  'ask',
  'form',
  'reaction',
]

export const windows: readonly Window[] = [
  {
    id: 'standard',
    opens: 'inbound',
    ms: 24 * 60 * 60 * 1000,
    actor: 'any',
    allows: [...messages.filter((kind) => kind !== 'template'), 'typing', 'read'],
  },
  { id: 'template', opens: 'always', actor: 'any', allows: ['template'] },
]

/** 80 a second for the number; to one person one in 6 seconds, of which 45 may be borrowed from the future. */
export const rates: readonly Rate[] = [
  { scope: 'connection', perSecond: 80, kinds: messages },
  { scope: 'chat', perSecond: 1 / 6, burst: 45, kinds: messages },
]

/** A number that is also on the WhatsApp Business app has a fixed, lower limit. */
export const coexistenceRates: readonly Rate[] = [
  { scope: 'connection', perSecond: 20, kinds: messages },
  { scope: 'chat', perSecond: 1 / 6, burst: 45, kinds: messages },
]
