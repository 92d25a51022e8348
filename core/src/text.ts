/** Text that people type, on its way into the database. */

/** The database keeps no NUL and no half of a surrogate pair. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** `%` and `_` stand for themselves. */
export function likePattern(text: string): string {
  return `%${cleanText(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** A condition on names and handles of contacts. One or two letters are looked for at the beginning of a word, since the index knows nothing shorter than three. */
export function nameMatch(text: string, values: (value: unknown) => string): string {
  const inside = likePattern(text)
  const patterns =
    Array.from(text).length < 3 ? [inside.slice(1), `% ${inside.slice(1)}`] : [inside]
  return patterns
    .map(values)
    .map(
      (pattern) => `folded(name) like folded(${pattern}) or folded(handle) like folded(${pattern})`,
    )
    .join(' or ')
}

/** ISO 8601 in UTC, from what the driver gives for a timestamp. */
export function isoTime(value: Date | string): string {
  return new Date(value).toISOString()
}
