/** How the customer's phone draws what the business sends. */
import { GraphError, findMedium, textOf } from '@parley/adapter-meta/simulator'
import type { Account, Choice, Message, Shown, World } from '@parley/adapter-meta/simulator'

import type { OutgoingMessage } from './judge.ts'
import { mediaTypes } from './message-shape.ts'
import { fillTemplate, findTemplate, judgeCodeUse } from './template-send.ts'

type Params = Readonly<Record<string, unknown>>

export function shownOf(world: World, account: Account, outgoing: OutgoingMessage): Shown {
  const { type, content } = outgoing
  if (type === 'template') return shownTemplate(world, account, outgoing)
  if (type === 'interactive') return shownInteractive(world, content)
  if (mediaTypes.includes(type)) return shownMedia(world, type, content)
  if (type === 'text') return { kind: 'text', text: textOf(content['body']) }
  if (type === 'location') return { kind: type, location: locationOf(content) }
  if (type === 'contacts') return { kind: type, contacts: contactsOf(content) }
  return { kind: type, text: textOf(content['emoji'] ?? '') }
}

function shownTemplate(world: World, account: Account, { content, to }: OutgoingMessage): Shown {
  const sent = content as unknown as Parameters<typeof fillTemplate>[1]
  const template = findTemplate(world, account.owner, sent)
  const shown = fillTemplate(template, sent)
  judgeCodeUse(template, sent, to !== undefined && !to.includes('.'))
  for (const medium of mediaOf(shown)) judgeMedium(world, medium.kind, medium)
  return shown
}

/** Also those of the cards. */
function mediaOf({ media = [], cards = [] }: Shown): NonNullable<Shown['media']> {
  const ofCards = cards.map(({ image = '', isVideo }) => ({
    kind: isVideo ? 'video' : 'image',
    ...(image.startsWith('http') ? { url: image } : { id: image }),
  }))
  return [...media, ...ofCards]
}

function shownMedia(world: World, type: string, content: Params): Shown {
  const { id, link, caption, filename, voice } = content
  const medium = {
    kind: type === 'audio' && voice === true ? 'voice' : type,
    ...(id !== undefined && { id: textOf(id) }),
    ...(link !== undefined && { url: textOf(link) }),
    ...(filename !== undefined && { name: textOf(filename) }),
  }
  judgeMedium(world, type, medium)
  return {
    kind: medium.kind,
    media: [medium],
    ...(caption !== undefined && { text: textOf(caption) }),
  }
}

const megabyte = 1024 * 1024
const mediaRules: Readonly<Record<string, { readonly mimes: RegExp; readonly max: number }>> = {
  image: { mimes: /^image\/(jpeg|png)$/, max: 5 * megabyte },
  video: { mimes: /^video\/(mp4|3gpp?)$/, max: 16 * megabyte },
  audio: { mimes: /^audio\/(aac|amr|mpeg|mp4|ogg|opus)$/, max: 16 * megabyte },
  document: { mimes: /./, max: 100 * megabyte },
  sticker: { mimes: /^image\/webp$/, max: megabyte / 2 },
}

function judgeMedium(world: World, type: string, medium: { id?: string; kind: string }): void {
  if (medium.id === undefined) return
  const stored = findMedium(world, medium.id)
  if (!stored || stored.expiresAt <= world.now())
    throw new GraphError({ code: 100, details: `Invalid media id ${medium.id}` })
  const rule = mediaRules[type]
  const mime = stored.mime.split(';')[0] ?? ''
  if (rule && (!rule.mimes.test(mime) || stored.size > rule.max))
    throw new GraphError({ code: 131053, details: `${mime} of ${stored.size} bytes is no ${type}` })
  if (medium.kind === 'voice' && mime !== 'audio/ogg')
    throw new GraphError({ code: 131053, details: 'a voice message is audio/ogg with opus' })
}

/** A link is looked at after the message has been accepted, so its fault comes in a status. */
export function linkFault(world: World, shown: Shown): Message['error'] {
  for (const { kind, url, id } of mediaOf(shown)) {
    const rule = mediaRules[kind === 'voice' ? 'audio' : kind]
    if (url === undefined || !rule) continue
    const medium = id === undefined ? undefined : findMedium(world, id)
    const fits = medium && rule.mimes.test(medium.mime) && medium.size <= rule.max
    if (!fits) return { code: 131053, title: 'Media upload error' }
  }
  return undefined
}

interface Interactive {
  readonly type: string
  readonly header?: Params & { readonly type: string; readonly text?: string }
  readonly body?: { readonly text: string }
  readonly footer?: { readonly text: string }
  readonly action: {
    readonly button?: string
    readonly buttons?: readonly {
      readonly reply: { readonly id: string; readonly title: string }
    }[]
    readonly sections?: readonly {
      readonly title?: string
      readonly rows?: readonly {
        readonly id: string
        readonly title: string
        readonly description?: string
      }[]
    }[]
    readonly parameters?: Params
  }
}

function shownInteractive(world: World, content: Params): Shown {
  const { type, header, body, footer, action } = content as unknown as Interactive
  const shown: Shown = { kind: 'buttons', text: body?.text ?? '', choices: choicesOf(type, action) }
  if (footer) shown.footer = footer.text
  if (header) showHeader(world, shown, header)
  if (type === 'list') {
    shown.kind = 'list'
    shown.listButton = action.button ?? 'Options'
  }
  return shown
}

function showHeader(world: World, shown: Shown, header: NonNullable<Interactive['header']>): void {
  if (header.type === 'text') {
    shown.header = header.text ?? ''
    return
  }
  const { media } = shownMedia(world, header.type, header[header.type] as Params)
  if (media) shown.media = media
}

function choicesOf(type: string, action: Interactive['action']): Choice[] {
  if (type === 'button')
    return (action.buttons ?? []).map(({ reply }) => ({
      kind: 'reply',
      title: reply.title,
      payload: reply.id,
    }))
  if (type === 'list')
    return (action.sections ?? []).flatMap(({ title: section, rows = [] }) =>
      rows.map(({ id, title, description }): Choice => ({
        kind: 'row',
        title,
        payload: id,
        ...(description && { description }),
        ...(section && { section }),
      })),
    )
  const { display_text: label, url, flow_cta: cta, flow_token: token } = action.parameters ?? {}
  if (type === 'cta_url') return [{ kind: 'url', title: textOf(label), url: textOf(url) }]
  if (type === 'flow') return [{ kind: 'flow', title: textOf(cta), payload: textOf(token ?? '') }]
  if (type === 'location_request_message')
    return [{ kind: 'ask', title: 'Send location', payload: 'location' }]
  return [{ kind: 'ask', title: type.replaceAll('_', ' '), payload: type }]
}

function locationOf(content: Params): NonNullable<Shown['location']> {
  const { latitude, longitude, name, address } = content
  return {
    lat: Number(latitude),
    lon: Number(longitude),
    ...(name !== undefined && { label: textOf(name) }),
    ...(address !== undefined && { address: textOf(address) }),
  }
}

function contactsOf(content: unknown): NonNullable<Shown['contacts']> {
  const cards = content as readonly {
    name: { formatted_name: string }
    phones?: readonly { phone?: string }[]
  }[]
  return cards.map(({ name, phones = [] }) => ({
    name: name.formatted_name,
    phones: phones.map(({ phone }) => phone ?? ''),
  }))
}
