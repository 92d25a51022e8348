/** Finding a value in recorded requests, however the adapter encoded it. */
import type { Wire } from './http.ts'

/** Is the text in some request's URL, headers or body: as it is, in JSON, in a form? */
export function carries(requests: readonly Wire[], text: string): boolean {
  const spellings = spellingsOf(text)
  return requests.some((wire) => {
    const whole = [wire.url, ...Object.values(wire.headers), wire.body].join('\n')
    return spellings.some((spelling) => whole.includes(spelling)) || holds(wire.body, text)
  })
}

/** The forms in which a text travels. */
export function spellingsOf(text: string): string[] {
  const form = new URLSearchParams({ text }).toString().slice('text='.length)
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), form]
}

// JSON has many spellings of one text
function holds(body: string, text: string): boolean {
  try {
    return isInside(JSON.parse(body) as unknown, text)
  } catch {
    return false
  }
}

function isInside(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text)
  if (typeof value !== 'object' || value === null) return String(value) === text
  return Object.values(value).some((inner) => isInside(inner, text))
}
