/** Readers for JSON of unknown shape: each gives its type or a harmless nothing, none throws. */
import { createHash } from 'node:crypto'

export type JsonObject = Readonly<Record<string, unknown>>

const nothing: JsonObject = Object.freeze(Object.create(null))

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or an empty one, so that a chain of reads needs no checks. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : nothing
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text with something in it; anything else is absent. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** An id of 1 to 512 characters. Meta sends some as numbers; those beyond 2^53 arrive here as strings of their digits (`losslessJson`). */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : undefined
}

export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

// the last moment that a Date can hold
const lastMs = 8.64e15

/** Epoch ms from what Meta sends as a time: ms, seconds (below 1e12), either as a string, or ISO 8601. */
export function asTimeMs(value: unknown): number | undefined {
  const number = asNumber(value)
  if (number !== undefined) {
    const ms = Math.round(number < 1e12 ? number * 1000 : number)
    return ms > 0 && ms <= lastMs ? ms : undefined
  }
  // Date.parse alone would read years and places out of any text
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return undefined
  const ms = Date.parse(value)
  return ms > 0 ? ms : undefined
}

/** A URL that may be fetched or linked; Meta also sends relative paths and other schemes. */
export function asWebUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^https?:\/\//i.test(value)) return undefined
  return URL.canParse(value) ? value : undefined
}

/** The object without the keys whose value is undefined: optional properties here are absent, never undefined. */
export function present<T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter((entry) => entry[1] !== undefined)
  return Object.fromEntries(entries) as Present<T>
}
type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** 32 hex characters that depend on content alone, not on the order of keys: the key of things that Meta gives no id. */
export function contentHash(value: unknown): string {
  const parts: string[] = []
  // a stack, since recursion and JSON.stringify overflow on bodies nested 100,000 deep
  const stack: unknown[] = [value]
  while (stack.length > 0) {
    const next = stack.pop()
    if (Array.isArray(next)) {
      parts.push(`[${next.length}`)
      for (let i = next.length - 1; i >= 0; i--) stack.push(next[i])
    } else if (isObject(next)) {
      const names = Object.keys(next).sort()
      parts.push(`{${names.length}`)
      for (const name of names.reverse()) stack.push(next[name], name)
    } else {
      const text = String(next)
      parts.push(`${typeof next},${text.length},${text}`)
    }
  }
  return createHash('sha256').update(parts.join('')).digest('hex').slice(0, 32)
}
