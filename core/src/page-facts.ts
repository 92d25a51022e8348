/** What a page says of itself in its head: title, description and site. Never more than text comes out. */
export interface PageFacts {
  readonly title: string | null
  readonly description: string | null
  readonly siteName: string | null
}

/** Reads the beginning of a page; a tag that was cut off there is not read. */
export function factsOf(html: string): PageFacts {
  const metas = new Map<string, string>()
  let title: string | null = null
  // Each piece is one tag and the text after it: the time is linear, whatever the page holds.
  for (const piece of html.split('<')) {
    if (/^meta[\s/]/i.test(piece)) addMeta(metas, piece)
    else if (title === null && /^title[\s>]/i.test(piece)) title = piece.split('>')[1] ?? null
  }
  function first(...names: readonly string[]): string | null {
    return names.map((name) => metas.get(name)).find((text) => text !== undefined) ?? null
  }
  return {
    title: shown(first('og:title', 'twitter:title') ?? title, 200),
    description: shown(first('og:description', 'description'), 400),
    siteName: shown(first('og:site_name'), 80),
  }
}

const longestTag = 4000
const attribute =
  /([\w:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,400}))/g

/** The first of a name counts. */
function addMeta(metas: Map<string, string>, tag: string): void {
  const attributes = new Map(
    [...tag.slice(0, longestTag).matchAll(attribute)].map(([, name = '', ...values]) => [
      name.toLowerCase(),
      values.find((value) => value !== undefined) ?? '',
    ]),
  )
  const name = (attributes.get('property') ?? attributes.get('name') ?? '').toLowerCase()
  const content = attributes.get('content')
  if (name && content && !metas.has(name)) metas.set(name, content)
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  middot: '·',
  bull: '•',
  copy: '©',
}

/** On one line, without what turns the writing around; null when nothing is left. */
function shown(text: string | null, most: number): string | null {
  if (text === null) return null
  const plain = decoded(text)
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const letters = Array.from(plain)
  if (letters.length <= most) return plain || null
  return `${letters.slice(0, most - 1).join('')}…`
}

function decoded(text: string): string {
  return text.replaceAll(/&(#\d{1,7}|#x[\da-f]{1,6}|\w{2,8});/gi, (whole, name: string) =>
    name.startsWith('#') ? letterOf(name) : (entities[name] ?? whole),
  )
}

function letterOf(name: string): string {
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
}
