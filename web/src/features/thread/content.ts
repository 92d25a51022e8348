/** Reads the open part of a message without trusting its shape. */
export type Open = Readonly<Record<string, unknown>>

export function text(from: unknown, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = field(from, name)
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return null
}

export function number(from: unknown, name: string): number | null {
  const value = field(from, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function list(from: unknown, ...names: readonly string[]): readonly Open[] {
  for (const name of names) {
    const value = field(from, name)
    if (Array.isArray(value)) return value.filter(isOpen)
  }
  return []
}

export function object(from: unknown, name: string): Open | null {
  const value = field(from, name)
  return isOpen(value) ? value : null
}

export function field(from: unknown, name: string): unknown {
  return isOpen(from) && Object.hasOwn(from, name) ? from[name] : undefined
}

function isOpen(value: unknown): value is Open {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Only web addresses become links. */
export function safeUrl(url: string | null): string | null {
  return url && /^https?:\/\//i.test(url) ? url : null
}

/** Entries with keys for drawing: what they say, and which repetition of it they are. */
export function keyed<T>(
  entries: readonly T[],
): readonly { readonly key: string; readonly entry: T }[] {
  const seen = new Map<string, number>()
  return entries.map((entry) => {
    const said = JSON.stringify(entry)
    const times = seen.get(said) ?? 0
    seen.set(said, times + 1)
    return { key: `${said} ${times}`, entry }
  })
}
