/** Times typed in another language, in the words that the parser knows. What the words are, the browser knows. */

/** `morgen 14:30`, `in 3 Stunden`, `25. Dezember` become `tomorrow 14:30`, `in 3 hours`, `25. dec`. English stays as it is. */
export function toEnglish(text: string, locale: string): string {
  const words = tableOf(locale)
  const plain = plainOf(text)
  return words
    .reduce((sentence, [theirs, ours]) => replaceWord(sentence, theirs, ours), ` ${plain} `)
    .trim()
}

type Pair = readonly [theirs: string, ours: string]
const tables = new Map<string, readonly Pair[]>()

/** The longest first, so that a phrase is found before its words. */
function tableOf(locale: string): readonly Pair[] {
  const known = tables.get(locale)
  if (known) return known
  const pairs = [...daysOf(locale), ...monthsOf(locale), ...phrasesOf(locale), ...unitsOf(locale)]
  const made = pairs
    .map(([theirs, ours]): Pair => [plainOf(theirs), ours])
    .filter(([theirs]) => theirs !== '')
    .toSorted(([a], [b]) => b.length - a.length)
  tables.set(locale, made)
  return made
}

/** Lower case, without accents and with the digits of the parser. */
function plainOf(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f\u064b-\u0652]/g, '')
    .toLowerCase()
    .replaceAll(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function replaceWord(sentence: string, theirs: string, ours: string): string {
  return sentence.replaceAll(` ${theirs} `, ` ${ours} `)
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const lengths = ['long', 'short'] as const

function daysOf(locale: string): Pair[] {
  return lengths.flatMap((weekday) => {
    const format = new Intl.DateTimeFormat(locale, { weekday })
    // The first of February 2026 was a Sunday.
    return weekdays.map((ours, day): Pair => [format.format(new Date(2026, 1, 1 + day)), ours])
  })
}

function monthsOf(locale: string): Pair[] {
  return lengths.flatMap((month) => {
    const format = new Intl.DateTimeFormat(locale, { month })
    return months.map((ours, at): Pair => [format.format(new Date(2026, at, 1)), ours])
  })
}

function phrasesOf(locale: string): Pair[] {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const [before] = format.formatToParts(3, 'hour')
  return [
    [format.format(0, 'day'), 'today'],
    [format.format(1, 'day'), 'tomorrow'],
    [format.format(1, 'week'), 'next week'],
    [format.format(1, 'month'), 'next month'],
    [before?.type === 'literal' ? before.value : '', 'in'],
  ]
}

/** Languages have up to six forms of a counted word; these numbers bring them all. */
const counts = [1, 2, 3, 11, 100]

function unitsOf(locale: string): Pair[] {
  return (['minute', 'hour', 'day', 'week'] as const).flatMap((unit) => {
    const future = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
    return counts.flatMap((count): Pair[] => {
      const parts = future.formatToParts(count, unit)
      const after = parts.at(-1)
      return parts.length > 1 && after?.type === 'literal' ? [[after.value, `${unit}s`]] : []
    })
  })
}
