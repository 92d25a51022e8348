/** Rules S: what is declared goes out whole, what is not is refused as unsupported. */
import type { MediaKind, OutboundKind, SendResult, Step, TextLimit } from '../src/adapter.ts'
import { measure } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import type { Wire } from './http.ts'
import { mediaOf, isNative, nativeKinds, outboundKinds, stepOf } from './steps.ts'
import { type Sending, sendingOf, type Subject } from './subject.ts'
import { carries } from './wire.ts'

export const sendingRules: readonly Rule[] = [
  {
    id: 'S1',
    says: 'every declared kind is accepted by the simulator, every other answers `unsupported`',
    check: sendsWhatItDeclares,
  },
  {
    id: 'S2',
    says: 'a text at the limit, counted in its unit, goes out whole; the simulator refuses one more',
    check: sendsAtTheLimit,
  },
  {
    id: 'S3',
    says: 'every declared media type goes out, by link and by upload, with its caption',
    lacks: ({ adapter }) => (isNative(adapter, 'media') ? undefined : 'limits.media'),
    check: sendsMedia,
  },
  { id: 'S4', says: "a window's id becomes the platform's tag", check: tagsWindows },
  {
    id: 'S5',
    says: 'a second attempt is the same request with the same key',
    check: repeatsItself,
  },
]

/** Sends through the simulator; a throw is a result like another, since it must never happen. */
export async function trySend(
  { adapter }: Subject,
  step: Step,
  { context }: Sending,
): Promise<SendResult | { readonly ok: false; readonly thrown: string }> {
  try {
    return await adapter.send(step, context)
  } catch (error) {
    return { ok: false, thrown: String(error) }
  }
}

/** The window that the kernel would choose for this kind. */
export function windowFor({ adapter }: Subject, kind: OutboundKind): string {
  const [first] = adapter.windows
  return (adapter.windows.find(({ allows }) => allows.includes(kind)) ?? first)?.id ?? ''
}

async function sendsWhatItDeclares(t: T, subject: Subject): Promise<void> {
  for (const kind of outboundKinds) {
    const sending = sendingOf(subject, { window: windowFor(subject, kind) })
    const result = await trySend(subject, stepOf(subject, kind), sending)
    if (isNative(subject.adapter, kind)) {
      t.ok(result.ok, `${kind} is accepted: ${JSON.stringify(result)}`)
      t.ok(sending.http.requests.length > 0, `${kind} reaches the platform`)
      if (result.ok) checkIds(t, kind, result.ids)
    } else if (!isSilent(subject, kind)) {
      const failure = 'failure' in result ? result.failure : undefined
      t.same(failure?.kind, 'unsupported', `${kind} is refused: ${JSON.stringify(result)}`)
      t.same(failure && [failure.certain, failure.retry], [true, 'no'], `${kind}: surely, for good`)
      t.same(sending.http.requests.length, 0, `${kind} asks the platform nothing`)
    }
  }
}

function isSilent({ adapter }: Subject, kind: OutboundKind): boolean {
  const level = (adapter.capabilities as unknown as Record<string, unknown>)[kind]
  return level === 'dropped'
}

function checkIds(t: T, kind: OutboundKind, ids: readonly string[]): void {
  t.ok(
    ids.every((id) => typeof id === 'string' && id !== '' && id.length <= 512),
    `${kind}: ids are texts`,
  )
  if (isMessage(kind)) t.ok(ids.length > 0, `${kind}: the platform's id comes back`)
}

const pieces = ['👨‍👩‍👧', 'é', '"', 'ß', '👋🏽', 'x']

/** Multi-byte text of exactly this length; what no piece fits is filled with x. */
function textOf(length: number, unit: TextLimit['unit']): string {
  const parts: string[] = []
  let size = 0
  for (let i = 0; size < length; i++) {
    const piece = pieces[i % pieces.length] ?? 'x'
    const fits = size + measure(piece, unit) <= length
    parts.push(fits ? piece : 'x')
    size += measure(fits ? piece : 'x', unit)
  }
  return parts.join('')
}

async function sendsAtTheLimit(t: T, subject: Subject): Promise<void> {
  const { max, unit } = subject.adapter.limits.text
  const text = textOf(max, unit)
  t.same(measure(text, unit), max, `the sample is ${max} ${unit} long`)
  const sending = sendingOf(subject)
  const result = await trySend(subject, { kind: 'text', text }, sending)
  t.ok(result.ok, `${max} ${unit} are accepted: ${JSON.stringify(result)}`)
  t.ok(carries(sending.http.requests, text), 'the whole text is on the wire')
  const over = await trySend(subject, { kind: 'text', text: `${text}x` }, sendingOf(subject))
  t.ok(!over.ok, `${max + 1} ${unit} are refused: the simulator counts as the platform does`)
}

async function sendsMedia(t: T, subject: Subject): Promise<void> {
  for (const [kind, limit] of Object.entries(subject.adapter.limits.media)) {
    for (const mime of limit.mime) {
      for (const isPublic of [true, false]) {
        const media = mediaOf(kind as MediaKind, mime, isPublic)
        const caption = limit.caption === false ? undefined : 'Caption with "ü"'
        const step: Step = { kind: 'media', media: [media], ...(caption && { caption }) }
        const sending = sendingOf(subject, { window: windowFor(subject, 'media') })
        const result = await trySend(subject, step, sending)
        const name = `${kind} ${media.mime} ${isPublic ? 'by link' : 'by upload'}`
        t.ok(result.ok, `${name}: ${JSON.stringify(result)}`)
        const { requests } = sending.http
        if (!isPublic) t.ok(!carries(requests, media.url), `${name}: a private link stays here`)
        t.ok(carriesFile(requests, media.url, isPublic), `${name}: the file is on the wire`)
        if (caption) t.ok(carries(requests, caption), `${name}: so is the caption`)
      }
    }
  }
}

// a public file may be uploaded all the same
function carriesFile(requests: readonly Wire[], url: string, isPublic: boolean): boolean {
  return (isPublic && carries(requests, url)) || requests.some(({ body }) => body.includes('kit '))
}

async function tagsWindows(t: T, subject: Subject): Promise<void> {
  const { adapter, world } = subject
  for (const kind of nativeKinds(adapter).filter(isMessage)) {
    const bodies = new Map<string, string>()
    for (const { id } of adapter.windows.filter(({ allows }) => allows.includes(kind))) {
      const sending = sendingOf(subject, { window: id })
      const result = await trySend(subject, stepOf(subject, kind), sending)
      t.ok(result.ok, `${kind} in window ${id}`)
      const body = sending.http.requests.map((wire) => wire.url + wire.body).join('\n')
      const twin = [...bodies].find(([, other]) => other === body)
      t.same(twin?.[0], undefined, `${kind}: window ${id} is another request`)
      bodies.set(id, body)
    }
    for (const [id, tag] of Object.entries(world.windowTags ?? {})) {
      for (const [window, body] of bodies)
        t.same(body.includes(tag), window === id, `${kind}: ${tag} goes out in window ${id} only`)
    }
  }
}

// a reaction or a signal needs no tag
function isMessage(kind: OutboundKind): boolean {
  return !['reaction', 'typing', 'read', 'handover'].includes(kind)
}

async function repeatsItself(t: T, subject: Subject): Promise<void> {
  const attempts: string[][] = []
  for (const attempt of [1, 2]) {
    const sending = sendingOf(subject, { attempt })
    await trySend(subject, stepOf(subject, 'text'), sending)
    attempts.push(sending.http.requests.map(({ method, url, body }) => `${method} ${url} ${body}`))
  }
  t.same(attempts[1], attempts[0], 'the second attempt is the first again')
  const other = sendingOf(subject, { key: 'kit-key-of-another-message' })
  await trySend(subject, stepOf(subject, 'text'), other)
  if (subject.adapter.capabilities.idempotentSend)
    t.ok(carries(other.http.requests, other.context.key), 'the key is on the wire')
}
