/** The part of a text around the first word that was searched for. */

const before = 40
const length = 160

/** Plain text; the reader marks the words. */
export function snippetOf(text: string, asked: string): string {
  const letters = Array.from(text.replaceAll(/\s+/g, ' '))
  if (letters.length <= length) return letters.join('')
  const start = Math.max(0, Math.min(findFirst(letters, asked) - before, letters.length - length))
  const end = start + length
  return `${start > 0 ? '…' : ''}${letters.slice(start, end).join('')}${end < letters.length ? '…' : ''}`
}

// letter by letter, so that a place in the folded text is a place in the text
function findFirst(letters: readonly string[], asked: string): number {
  const folded = letters.map((letter) => Array.from(fold(letter))[0] ?? ' ').join('')
  const words = fold(asked).match(/[\p{L}\p{N}]+/gu) ?? []
  const places = words.map((word) => placeOf(folded, word)).filter((place) => place >= 0)
  return places.length > 0 ? Math.min(...places) : 0
}

function placeOf(folded: string, word: string): number {
  const at = folded.search(new RegExp(`(?<![\\p{L}\\p{N}])${word}`, 'u'))
  return at < 0 ? -1 : Array.from(folded.slice(0, at)).length
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
}
