export interface MarkedPart {
  readonly text: string
  readonly isHit: boolean
}

/** The text in parts: words that begin with what was looked for, and the rest. Case and accents make no difference. */
export function markWords(text: string, q: string): readonly MarkedPart[] {
  const wanted = wordsIn(q).map(plain)
  const parts: MarkedPart[] = []
  let at = 0
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    if (!wanted.some((each) => plain(word).startsWith(each))) continue
    if (index > at) parts.push({ text: text.slice(at, index), isHit: false })
    parts.push({ text: word, isHit: true })
    at = index + word.length
  }
  if (at < text.length) parts.push({ text: text.slice(at), isHit: false })
  return parts
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
