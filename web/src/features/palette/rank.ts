/** How well what was typed fits a name: whole beginnings before words, words before letters in their order. */

/** Above zero fits; the higher, the better. Case and accents make no difference. */
export function fit(typed: string, name: string): number {
  const wanted = plain(typed)
  const text = plain(name)
  if (wanted === '') return 1
  if (text.startsWith(wanted)) return 5
  if (startsWord(text, wanted)) return 4
  if (text.includes(wanted)) return 3
  const words = wanted.split(' ')
  if (words.length > 1 && words.every((word) => startsWord(text, word))) return 2
  return inOrder(text, wanted) ? 1 : 0
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function startsWord(text: string, word: string): boolean {
  const at = text.indexOf(word)
  return at === 0 || text.includes(` ${word}`)
}

/** Each letter of the wanted word at a beginning of the text's words, in order: `gs` for `Go to settings`. */
function inOrder(text: string, wanted: string): boolean {
  const initials = text
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.charAt(0))
    .join('')
  let at = -1
  return Array.from(wanted).every((letter) => {
    at = initials.indexOf(letter, at + 1)
    return at >= 0
  })
}

/** Those that fit, the best first; what fits equally keeps its order. */
export function ranked<T>(typed: string, items: readonly T[], nameOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, score: fit(typed, nameOf(item)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
