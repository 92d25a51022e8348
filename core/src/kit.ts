/** What the contract offers an adapter besides types. */
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { Failure, Headers, PlatformAnswer, TextUnit, Verdict } from './adapter.ts'

interface HmacOptions {
  header: string
  prefix?: string
  secrets: readonly (string | undefined)[]
  encoding?: 'hex' | 'base64'
}

/** Checks an HMAC-SHA256 of the raw body in constant time. An unset secret accepts nothing; hex must be lower case, as platforms send it. */
export function hmacSha256(body: Uint8Array, headers: Headers, options: HmacOptions): Verdict {
  const given = headers[options.header]
  if (!given) return { ok: false, reason: 'missing_signature' }
  const { prefix = '', encoding = 'hex' } = options
  if (!given.startsWith(prefix)) return { ok: false, reason: 'bad_signature' }
  const signature = Buffer.from(given.slice(prefix.length))
  for (const secret of options.secrets) {
    if (!secret) continue
    const expected = Buffer.from(createHmac('sha256', secret).update(body).digest(encoding))
    // timingSafeEqual throws on unequal lengths
    if (signature.length === expected.length && timingSafeEqual(signature, expected))
      return { ok: true }
  }
  return { ok: false, reason: 'bad_signature' }
}

/** JSON.parse, but an integer that a double cannot hold becomes a string of its digits: platforms send 17-digit ids as numbers. Throws like JSON.parse. */
export function losslessJson(text: string): unknown {
  // a reviver costs 3x; most bodies have no number long enough to need it
  if (!/[^"\d.]\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    return typeof value === 'number' &&
      source &&
      !Number.isSafeInteger(value) &&
      /^-?\d+$/.test(source)
      ? source
      : value
  })
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const encoder = new TextEncoder()

/** The length of a text in the unit that a platform counts. */
export function measure(text: string, unit: TextUnit): number {
  switch (unit) {
    case 'utf16':
      return text.length
    case 'byte':
      return encoder.encode(text).length
    case 'codepoint':
      return Array.from(text).length
    case 'grapheme':
      return [...segmenter.segment(text)].length
  }
}

/** Cuts a text into pieces within the limit, at a line or word end where one is near, and never inside a grapheme. */
export function splitText(
  text: string,
  limit: { readonly max: number; readonly unit: TextUnit },
): string[] {
  if (measure(text, limit.unit) <= limit.max) return [text]
  const pieces: string[] = []
  let piece = ''
  let size = 0
  for (const { segment } of segmenter.segment(text)) {
    const length = measure(segment, limit.unit)
    if (size + length > limit.max && piece) {
      const cut = lastBreak(piece)
      pieces.push(piece.slice(0, cut).trimEnd())
      piece = piece.slice(cut).trimStart()
      size = measure(piece, limit.unit)
    }
    piece += segment
    size += length
  }
  if (piece) pieces.push(piece)
  return pieces.filter((each) => each !== '')
}

function lastBreak(piece: string): number {
  const nearest = Math.max(piece.lastIndexOf('\n'), piece.lastIndexOf(' '))
  return nearest > piece.length / 2 ? nearest + 1 : piece.length
}

// no byte of the request can have been read; every other break may have come after acceptance
const neverLeft = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_FORBIDDEN_ADDRESS',
])

/** The plain HTTP reading of an answer. A platform's own error table goes first, this is the rest. */
export function httpFailure(answer: PlatformAnswer): Failure {
  if ('thrown' in answer) return thrownFailure(answer.thrown)
  const base = {
    message: answer.body.slice(0, 300),
    code: String(answer.status),
    scope: 'message',
  } as const
  if (answer.status === 429) {
    return {
      ...base,
      kind: 'rate_limit',
      retry: 'later',
      certain: true,
      scope: 'connection',
      retryAfterMs: retryAfter(answer.headers),
    }
  }
  if (answer.status === 401)
    return { ...base, kind: 'auth', retry: 'after_fix', certain: true, scope: 'connection' }
  if (answer.status === 403)
    return { ...base, kind: 'permission', retry: 'after_fix', certain: true, scope: 'connection' }
  if (answer.status >= 500) return { ...base, kind: 'upstream', retry: 'later', certain: false }
  return { ...base, kind: 'unknown', retry: 'no', certain: answer.status >= 400 }
}

function thrownFailure(thrown: unknown): Failure {
  const name = thrown instanceof Error ? thrown.name : ''
  const code = codeOf(thrown)
  const certain =
    code !== undefined &&
    (neverLeft.has(code) ||
      code.startsWith('ERR_TLS') ||
      code.startsWith('CERT_') ||
      code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
  const kind = name === 'TimeoutError' || name === 'AbortError' ? 'timeout' : 'network'
  return {
    kind,
    retry: 'later',
    scope: 'message',
    certain,
    message: String(thrown),
    ...(code && { code }),
  }
}

function codeOf(thrown: unknown): string | undefined {
  const error = thrown as { code?: unknown; cause?: { code?: unknown } } | null | undefined
  const code = error?.cause?.code ?? error?.code
  return typeof code === 'string' ? code : undefined
}

/** Retry-After in ms, clamped to 1 s … 1 h; absent or absurd gives 1 s. */
export function retryAfter(headers: Headers): number {
  const given = headers['retry-after'] ?? ''
  const seconds = /^\d+$/.test(given) ? Number(given) : (Date.parse(given) - Date.now()) / 1000
  return Math.min(Math.max(Number.isFinite(seconds) ? seconds : 1, 1), 3600) * 1000
}

/** Puts `[redacted]` in place of every secret, at any depth. The kernel does it around all that an adapter returns. */
export function redact<V>(value: V, secrets: readonly string[]): V {
  let text = JSON.stringify(value)
  if (text === undefined) return value
  for (const secret of secrets) {
    if (secret.length >= 4)
      text = text.split(JSON.stringify(secret).slice(1, -1)).join('[redacted]')
  }
  return JSON.parse(text) as V
}
