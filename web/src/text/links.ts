/** Splits a message's text into plain parts, links and light markup, so that it is drawn without any HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mark'; readonly mark: Mark; readonly parts: readonly TextPart[] }
export type Mark = 'bold' | 'italic' | 'strike' | 'code'

const url = String.raw`\bhttps?:\/\/[^\s<>"'\u0000-\u001f]+`
const www = String.raw`\bwww\.[^\s<>"'\u0000-\u001f]+\.[^\s<>"'\u0000-\u001f]+`
const email = String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`
const phone = String.raw`(?<![\w+])\+\d(?:[ ().-]?\d){6,14}(?!\w)`
const anyLink = new RegExp(`(${url})|(${www})|(${email})|(${phone})`, 'giu')

/** The text with its addresses as links. */
export function findLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = []
  let at = 0
  for (const match of text.matchAll(anyLink)) {
    const shown = trimEnd(match[0])
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) })
    parts.push({ kind: 'link', text: shown, href: hrefOf(shown, match) })
    at = match.index + shown.length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}

/** Punctuation that ends a sentence is not part of the address in it. */
function trimEnd(address: string): string {
  const trimmed = address.replace(/[.,;:!?…'"]+$/u, '')
  const isOpen = trimmed.endsWith(')') && !trimmed.includes('(')
  return isOpen ? trimmed.slice(0, -1) : trimmed
}

function hrefOf(shown: string, match: RegExpMatchArray): string {
  if (match[1]) return shown
  if (match[2]) return `https://${shown}`
  if (match[3]) return `mailto:${shown}`
  return `tel:${shown.replaceAll(/[^\d+]/g, '')}`
}

const marks: readonly (readonly [RegExp, Mark])[] = [
  [/```([\s\S]+?)```/u, 'code'],
  [/(?<![\w`])`([^`\n]+)`(?![\w`])/u, 'code'],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/u, 'bold'],
  [/(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])/u, 'italic'],
  [/(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])/u, 'strike'],
]

/** Links, and for channels with light markup also `*bold*`, `_italic_`, `~strike~` and code. */
export function parseText(text: string, hasMarkup: boolean): readonly TextPart[] {
  if (!hasMarkup) return findLinks(text)
  for (const [pattern, mark] of marks) {
    const match = pattern.exec(text)
    if (!match) continue
    const inside = match[1] ?? ''
    const parts =
      mark === 'code' ? [{ kind: 'text' as const, text: inside }] : parseText(inside, true)
    return [
      ...parseText(text.slice(0, match.index), true),
      { kind: 'mark', mark, parts },
      ...parseText(text.slice(match.index + match[0].length), true),
    ]
  }
  return findLinks(text)
}
