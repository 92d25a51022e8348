/** One sample step of every outbound kind, and which kinds an adapter declares. */
import type { OutboundKind, OutboundMedia, Step } from '../src/adapter.ts'
import type { AnyChannel, Subject } from './subject.ts'

export const outboundKinds = [
  'text',
  'media',
  'buttons',
  'list',
  'link',
  'cards',
  'template',
  'location',
  'contacts',
  'stock',
  'share',
  'ask',
  'form',
  'reaction',
  'typing',
  'read',
  'handover',
] as const satisfies readonly OutboundKind[]

/** The kinds that reach `send`: the platform has them. A `fallback` is made into text before. */
export function nativeKinds(adapter: AnyChannel): OutboundKind[] {
  return outboundKinds.filter((kind) => isNative(adapter, kind))
}

export function isNative(adapter: AnyChannel, kind: OutboundKind): boolean {
  if (kind === 'text') return true
  if (kind === 'media') return Object.keys(adapter.limits.media).length > 0
  const declared = adapter.capabilities[kind] ?? 'rejected'
  return typeof declared === 'string' ? ['full', 'partial'].includes(declared) : declared.length > 0
}

/** A legal step of this kind, from the world or our own. */
export function stepOf(subject: Subject, kind: OutboundKind): Step {
  return subject.world.steps?.[kind] ?? sampleOf(subject, kind)
}

function sampleOf(subject: Subject, kind: OutboundKind): Step {
  const target = subject.messageId
  if (kind === 'media') return { kind, media: [firstMedia(subject)] }
  if (kind === 'reaction') {
    const [emoji = '👍'] = subject.adapter.capabilities.reactionEmoji ?? []
    return { kind, target, emoji }
  }
  if (kind === 'read') return { kind, target }
  if (kind === 'typing') return { kind, on: true, lastInboundId: target }
  if (kind === 'stock') return { kind, id: subject.adapter.capabilities.stock?.[0]?.id ?? '1' }
  if (kind === 'ask') {
    const [what = 'location'] = subject.adapter.capabilities.ask ?? []
    return { kind, what, text: 'Please share it with us' }
  }
  return samples[kind]
}

type Sampled = Exclude<OutboundKind, 'media' | 'reaction' | 'read' | 'typing' | 'stock' | 'ask'>
const samples: Readonly<Record<Sampled, Step>> = {
  text: { kind: 'text', text: 'Guten Tag, "Zoë" 👋🏽' },
  buttons: {
    kind: 'buttons',
    text: 'Which one?',
    buttons: [
      { title: 'Red', payload: 'pick-red' },
      { title: 'Blue', payload: 'pick-blue' },
    ],
  },
  list: {
    kind: 'list',
    text: 'Our sizes',
    button: 'Choose',
    rows: [
      { title: 'Small', payload: 'size-s', description: 'Up to 1 kg' },
      { title: 'Large', payload: 'size-l' },
    ],
  },
  link: { kind: 'link', text: 'Your order', label: 'Track', url: 'https://example.com/track/7' },
  cards: {
    kind: 'cards',
    cards: [
      {
        title: 'Blue kettle',
        subtitle: '1.7 litres',
        imageUrl: 'https://example.com/kettle.jpg',
        url: 'https://example.com/kettle',
        buttons: [{ title: 'Buy', payload: 'buy-kettle' }],
      },
    ],
  },
  template: {
    kind: 'template',
    name: 'order_ready',
    language: 'en',
    parameters: { body: ['Zoë'] },
  },
  location: { kind: 'location', lat: 52.52, lon: 13.405, label: 'Our shop', address: 'Mitte 1' },
  contacts: { kind: 'contacts', cards: [{ name: 'Ada Shop', phones: ['+15550001112'] }] },
  share: { kind: 'share', id: '17900000000000001' },
  form: { kind: 'form', id: '1234567890', text: 'Book a table', label: 'Book', screen: 'TABLE' },
  handover: { kind: 'handover', action: 'release' },
}

function firstMedia({ adapter }: Subject): OutboundMedia {
  const [kind = 'image', limit] = Object.entries(adapter.limits.media)[0] ?? []
  return mediaOf(kind as OutboundMedia['kind'], limit?.mime[0] ?? 'image/png')
}

const anyOf: Readonly<Record<string, string>> = {
  '*/*': 'application/octet-stream',
  'text/*': 'text/plain',
}

/** A small file of a declared type; `*` stands for any. */
export function mediaOf(kind: OutboundMedia['kind'], mime: string, isPublic = true): OutboundMedia {
  const type = anyOf[mime] ?? mime.replace('*', 'octet-stream')
  const bytes = new TextEncoder().encode(`kit ${kind} ${type}`)
  const extension = type.split('/')[1]
  return {
    kind,
    mime: type,
    name: `kit.${extension}`,
    bytes: bytes.length,
    url: `https://files.example.com/kit.${extension}`,
    isPublic,
    open: async () => bytes,
  }
}
