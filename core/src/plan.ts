import type {
  Capabilities,
  Level,
  Limits,
  MediaKind,
  MediaLimit,
  OutboundMedia,
  Step,
  TextLimit,
} from './adapter.ts'
/** From what a person wants to send to legal steps: split, captioned and checked against what the channel declares, before anything is queued. */
import type { Adapter } from './adapters.ts'
import { refuse } from './errors.ts'
import { measure, splitText } from './kit.ts'
import type { NewMessage } from './schemas/message.ts'

/** An uploaded file as the planner needs it. */
export interface Upload {
  readonly id: string
  readonly kind: string
  readonly mime: string
  readonly name: string
  readonly bytes: number
}
/** A medium is named by its attachment; the worker opens it when it sends. */
export type PlannedMedia = Omit<OutboundMedia, 'url' | 'isPublic' | 'open'> & {
  readonly attachmentId: string
}
export type PlannedStep = {
  [K in Step['kind']]: Extract<Step, { kind: K }> extends infer S
    ? S extends { kind: 'media' }
      ? Omit<S, 'media'> & { media: readonly PlannedMedia[] }
      : S extends { kind: 'template' }
        ? Omit<S, 'media'> & { media?: PlannedMedia }
        : S
    : never
}[Step['kind']]
export interface Plan {
  readonly kind: string
  readonly text: string | null
  readonly content: Record<string, unknown>
  readonly steps: readonly PlannedStep[]
}
interface Channel {
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly name: string
}

/** What one connection can do: the adapter's declarations, narrowed by the connection's config. */
export function channelOf(adapter: Adapter, config: Record<string, unknown>): Channel {
  const narrowed = adapter.narrow?.({ config }) ?? {}
  return {
    name: adapter.manifest.name,
    capabilities: narrowed.capabilities ?? adapter.capabilities,
    limits: narrowed.limits ?? adapter.limits,
  }
}

/** Throws the refusal that names the rule. `replyTo` is the provider's id. */
export function plan(
  input: NewMessage,
  channel: Channel,
  { uploads, replyTo }: { uploads: readonly Upload[]; replyTo?: string },
): Plan {
  const text = input.text?.trim() ? input.text : undefined
  if (input.text !== undefined && isBlank(input.text) && !hasOther(input))
    throw refuse('bad_request', {
      detail: 'The message is empty',
      errors: [{ pointer: '/text', message: 'is empty' }],
    })
  if (text === undefined && !hasOther(input))
    throw refuse('bad_request', { detail: 'The message is empty' })
  const reply = replyTo && channel.capabilities.reply !== 'rejected' ? { replyTo } : {}
  const special = specialStep(input, channel, { text: text ?? '', reply })
  if (special) return special
  if (uploads.length > 0)
    return mediaPlan({ text, uploads, voice: input.voice ?? false }, channel, reply)
  return { kind: 'text', text: text!, content: {}, steps: textSteps(text!, channel, reply) }
}

function hasOther(input: NewMessage): boolean {
  return Boolean(
    input.attachmentIds ??
    input.buttons ??
    input.list ??
    input.link ??
    input.cards ??
    input.location ??
    input.contacts,
  )
}

function isBlank(text: string): boolean {
  return !/[^\s\u200B-\u200D\u2060\uFEFF]/u.test(text)
}

type Reply = { replyTo?: string }

export function textSteps(
  text: string,
  { limits, name }: Channel,
  reply: Reply = {},
): PlannedStep[] {
  const { text: limit } = limits
  if (limit.overflow === 'reject')
    checkText(text, limit, { pointer: '/text', what: `A text on ${name}` })
  return splitText(text, limit).map((piece, index) => ({
    kind: 'text',
    text: piece,
    ...(index === 0 && reply),
  }))
}

function mediaPlan(
  {
    text,
    uploads,
    voice,
  }: { text: string | undefined; uploads: readonly Upload[]; voice: boolean },
  channel: Channel,
  reply: Reply,
): Plan {
  const media = uploads.map((upload, index) => ({ ...toMedia(upload, channel, { voice, index }) }))
  const groups = grouped(media, channel.limits)
  const caption = text === undefined ? undefined : captionLimit(groups[0]!, channel.limits)
  const isCaption =
    text !== undefined && caption !== undefined && measure(text, caption.unit) <= caption.max
  const steps: PlannedStep[] = groups.map((group, index) => ({
    kind: 'media',
    media: group,
    ...(index === 0 && isCaption && { caption: text }),
    ...(index === 0 && reply),
  }))
  const words = text !== undefined && !isCaption ? textSteps(text, channel) : []
  return { kind: media[0]!.kind, text: text ?? null, content: {}, steps: [...steps, ...words] }
}

function toMedia(
  upload: Upload,
  { limits, name }: Channel,
  { voice, index }: { voice: boolean; index: number },
): PlannedMedia {
  const pointer = `/attachmentIds/${index}`
  const wanted = voice && upload.kind === 'audio' ? 'voice' : (upload.kind as MediaKind)
  const kind = [
    wanted,
    ...(wanted === 'voice' ? (['audio'] as const) : []),
    'document' as const,
  ].find((each) => accepts(limits.media[each], upload.mime))
  if (!kind)
    throw refuse('unsupported', {
      detail: `${name} does not take ${upload.mime}`,
      errors: [{ pointer, message: `${upload.mime} is not accepted` }],
    })
  const { maxBytes } = limits.media[kind]!
  if (upload.bytes > maxBytes)
    throw refuse('invalid', {
      detail: `${name} takes a ${kind} of at most ${megabytes(maxBytes)}`,
      errors: [{ pointer, message: `is larger than ${megabytes(maxBytes)}` }],
    })
  return {
    attachmentId: upload.id,
    kind,
    mime: upload.mime,
    name: upload.name,
    bytes: upload.bytes,
  }
}

function accepts(limit: MediaLimit | undefined, mime: string): boolean {
  return (
    limit !== undefined &&
    limit.mime.some(
      (each) =>
        each === mime ||
        each === '*/*' ||
        (each.endsWith('/*') && mime.startsWith(each.slice(0, -1))),
    )
  )
}

function megabytes(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${Math.floor(bytes / 1024)} KB`
    : `${Math.floor(bytes / 1024 / 1024)} MB`
}

/** Neighbours of one kind share a provider message where the channel takes several. */
function grouped(media: readonly PlannedMedia[], limits: Limits): PlannedMedia[][] {
  const groups: PlannedMedia[][] = []
  for (const each of media) {
    const last = groups.at(-1)
    const most = limits.media[each.kind]?.perMessage ?? 1
    if (last && last[0]!.kind === each.kind && last.length < most) last.push(each)
    else groups.push([each])
  }
  return groups
}

function captionLimit([first]: readonly PlannedMedia[], limits: Limits): TextLimit | undefined {
  return (first && limits.media[first.kind]?.caption) || undefined
}

function specialStep(
  input: NewMessage,
  channel: Channel,
  { text, reply }: { text: string; reply: Reply },
): Plan | undefined {
  const trim = {
    ...(input.header && { header: input.header }),
    ...(input.footer && { footer: input.footer }),
  }
  if (input.buttons)
    return buttonsPlan({ text, buttons: input.buttons }, channel, { ...trim, ...reply })
  if (input.list) return listPlan({ text, ...input.list }, channel, { ...trim, ...reply })
  if (input.link) {
    need(channel, 'link', '/link')
    if (!/^https?:\/\//.test(input.link.url))
      throw invalid('/link/url', 'must be an http or https address')
    checkText(text, channel.limits.buttons?.text, {
      pointer: '/text',
      what: 'The text above a link',
    })
    const step = {
      kind: 'link',
      text,
      label: input.link.label,
      url: input.link.url,
      ...trim,
      ...reply,
    } as const
    return { kind: 'interactive', text, content: { link: input.link, ...trim }, steps: [step] }
  }
  if (input.cards) {
    need(channel, 'cards', '/cards')
    const { cards: limit } = channel.limits
    if (limit && input.cards.length > limit.max)
      throw invalid('/cards', `at most ${limit.max} cards`)
    input.cards.forEach((card, index) => {
      checkText(card.title, limit?.title, {
        pointer: `/cards/${index}/title`,
        what: 'The title of a card',
      })
    })
    return {
      kind: 'interactive',
      text: text || null,
      content: { cards: input.cards },
      steps: [...(text ? textSteps(text, channel) : []), { kind: 'cards', cards: input.cards }],
    }
  }
  if (input.location) {
    need(channel, 'location', '/location')
    return {
      kind: 'location',
      text: input.location.label ?? null,
      content: { ...input.location },
      steps: [{ kind: 'location', ...input.location }],
    }
  }
  if (input.contacts) {
    need(channel, 'contacts', '/contacts')
    return {
      kind: 'contacts',
      text: null,
      content: { cards: input.contacts },
      steps: [{ kind: 'contacts', cards: input.contacts }],
    }
  }
  return undefined
}

type Trim = { header?: string; footer?: string; replyTo?: string }

function buttonsPlan(
  { text, buttons }: { text: string; buttons: NonNullable<NewMessage['buttons']> },
  channel: Channel,
  trim: Trim,
): Plan {
  need(channel, 'buttons', '/buttons')
  const limit = channel.limits.buttons
  if (!text) throw invalid('/text', 'buttons need a text above them')
  checkText(text, limit?.text, { pointer: '/text', what: 'The text above buttons' })
  if (limit && buttons.length > limit.max) throw invalid('/buttons', `at most ${limit.max} buttons`)
  buttons.forEach(({ title, payload }, index) => {
    checkText(title, limit?.label, { pointer: `/buttons/${index}/title`, what: 'A button' })
    if (payload)
      checkText(payload, limit?.payload, {
        pointer: `/buttons/${index}/payload`,
        what: 'A payload',
      })
  })
  return {
    kind: 'interactive',
    text,
    content: { buttons, ...trim },
    steps: [{ kind: 'buttons', text, buttons, ...trim }],
  }
}

function listPlan(
  { text, button, rows }: { text: string } & NonNullable<NewMessage['list']>,
  channel: Channel,
  trim: Trim,
): Plan {
  need(channel, 'list', '/list')
  const limit = channel.limits.list
  if (!text) throw invalid('/text', 'a list needs a text above it')
  checkText(text, limit?.text, { pointer: '/text', what: 'The text above a list' })
  checkText(button, limit?.button, { pointer: '/list/button', what: 'The button of a list' })
  if (limit && rows.length > limit.maxRows)
    throw invalid('/list/rows', `at most ${limit.maxRows} rows`)
  rows.forEach(({ title, payload, description }, index) => {
    checkText(title, limit?.label, { pointer: `/list/rows/${index}/title`, what: 'A row' })
    checkText(payload, limit?.payload, {
      pointer: `/list/rows/${index}/payload`,
      what: 'A payload',
    })
    if (description)
      checkText(description, limit?.description, {
        pointer: `/list/rows/${index}/description`,
        what: 'A description',
      })
  })
  return {
    kind: 'interactive',
    text,
    content: { list: { button, rows }, ...trim },
    steps: [{ kind: 'list', text, button, rows, ...trim }],
  }
}

function need(
  channel: Channel,
  capability: Extract<
    keyof Capabilities,
    'buttons' | 'list' | 'link' | 'cards' | 'location' | 'contacts'
  >,
  pointer: string,
): void {
  const level: Level = channel.capabilities[capability]
  if (level === 'rejected' || level === 'dropped')
    throw refuse('unsupported', {
      detail: `${channel.name} cannot send ${capability}`,
      errors: [{ pointer, message: 'is not possible on this channel' }],
    })
}

function invalid(pointer: string, message: string) {
  return refuse('invalid', { detail: message, errors: [{ pointer, message }] })
}

export function checkText(
  text: string,
  limit: TextLimit | undefined,
  { pointer, what }: { pointer: string; what: string },
): void {
  if (!limit) return
  const length = measure(text, limit.unit)
  if (length <= limit.max) return
  const unit = {
    utf16: 'characters',
    codepoint: 'characters',
    grapheme: 'characters',
    byte: 'bytes',
  }[limit.unit]
  throw refuse('text_too_long', {
    detail: `${what} has at most ${limit.max} ${unit}; this has ${length}`,
    errors: [{ pointer, message: `${length} of ${limit.max} ${unit}` }],
    extra: { limit: limit.max, unit: limit.unit, length },
  })
}
