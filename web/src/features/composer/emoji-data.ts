/** Our own copy of the emoji names; nothing is asked of other sites. */
import { send } from '../../client.ts'
import { locale } from '../../i18n.ts'

export interface NamedEmoji {
  readonly emoji: string
  readonly label: string
  readonly tags?: readonly string[]
}

const installed: ReadonlySet<string> = new Set(['en', 'de'])

/** The picker's language: the reader's, where the data has it. */
export function emojiLocale(): 'en' | 'de' {
  return installed.has(locale()) ? (locale() as 'de') : 'en'
}

export function loadEmoji(): Promise<readonly NamedEmoji[]> {
  return send('GET', `/emoji/${emojiLocale()}/data.json`) as Promise<readonly NamedEmoji[]>
}

export function searchEmoji(
  all: readonly NamedEmoji[],
  wanted: string,
  most: number,
): readonly NamedEmoji[] {
  const byLabel = all.filter(({ label }) => label.toLowerCase().includes(wanted))
  const byTag = all.filter(
    (each) => !byLabel.includes(each) && each.tags?.some((tag) => tag.includes(wanted)),
  )
  return [...byLabel, ...byTag].slice(0, most)
}
