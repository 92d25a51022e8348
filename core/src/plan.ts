/** From what a person wants to send to legal steps: split, captioned and checked against what the channel declares, before anything is queued. */
import type { Limits, MediaKind, MediaLimit, TextLimit } from './adapter.ts'
import { specials } from './draft-kinds.ts'
import { refuse } from './errors.ts'
import { specialPlan } from './interactive.ts'
import { measure } from './kit.ts'
import type { NewMessage } from './schemas/message.ts'
import {
  type Channel,
  type Plan,
  type PlannedMedia,
  type PlannedStep,
  type Reply,
  textSteps,
  type Upload,
} from './steps.ts'

/** Throws the refusal that names the rule. `replyTo` is the provider's id. */
export function plan(
  input: NewMessage,
  channel: Channel,
  { uploads, replyTo }: { uploads: readonly Upload[]; replyTo?: string },
): Plan {
  checkEmpty(input)
  const text = input.text?.trim() ? input.text : undefined
  const reply = replyTo && channel.capabilities.reply !== 'rejected' ? { replyTo } : {}
  const head = headOf(uploads, channel)
  const special = specialPlan(input, channel, { text: text ?? '', reply, head })
  if (special) return special
  if (uploads.length > 0) return mediaPlan({ text, uploads, wish: wishOf(input) }, channel, reply)
  return { kind: 'text', text: text!, content: {}, steps: textSteps(text!, channel, reply) }
}

/** One file may stand above buttons, where the channel says so. */
function headOf(uploads: readonly Upload[], { limits }: Channel): PlannedMedia | undefined {
  const [first] = uploads
  const kind = limits.head?.find((each) => each === first?.kind)
  if (!first || !kind || uploads.length > 1) return undefined
  const limit = limits.media[kind]
  const fits = accepts(limit, first.mime) && first.bytes <= (limit?.maxBytes ?? 0)
  const { id, mime, name, bytes } = first
  return fits ? { attachmentId: id, kind, mime, name, bytes } : undefined
}

function wishOf({ voice, sticker }: NewMessage): 'voice' | 'sticker' | undefined {
  return voice ? 'voice' : sticker ? 'sticker' : undefined
}

function checkEmpty(input: NewMessage): void {
  if (hasOther(input) || !isBlank(input.text ?? '')) return
  const errors = [{ pointer: '/text', message: 'is empty' }]
  throw refuse('bad_request', { detail: 'The message is empty', errors })
}

function hasOther(input: NewMessage): boolean {
  return input.attachmentIds !== undefined || specials.some((kind) => input[kind] !== undefined)
}

function isBlank(text: string): boolean {
  return !/[^\s\u200B-\u200D\u2060\uFEFF]/u.test(text)
}

function mediaPlan(
  {
    text,
    uploads,
    wish,
  }: {
    text: string | undefined
    uploads: readonly Upload[]
    wish: 'voice' | 'sticker' | undefined
  },
  channel: Channel,
  reply: Reply,
): Plan {
  const media = uploads.map((upload, index) => ({ ...toMedia(upload, channel, { wish, index }) }))
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
  { wish, index }: { wish: 'voice' | 'sticker' | undefined; index: number },
): PlannedMedia {
  const pointer = `/attachmentIds/${index}`
  const isWished = wish !== undefined && upload.kind === families[wish]
  const wanted = [...(isWished ? [wish] : []), upload.kind as MediaKind, 'document' as const]
  const kind = wanted.find((each) => accepts(limits.media[each], upload.mime))
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

// what a file must be to go out as these
const families = { voice: 'audio', sticker: 'image' } as const

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
