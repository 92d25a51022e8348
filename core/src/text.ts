/** Text that people type, on its way into the database. */

/** The database keeps no NUL and no half of a surrogate pair. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** `%` and `_` stand for themselves. */
export function likePattern(text: string): string {
  return `%${cleanText(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** ISO 8601 in UTC, from what the driver gives for a timestamp. */
export function isoTime(value: Date | string): string {
  return new Date(value).toISOString()
}
