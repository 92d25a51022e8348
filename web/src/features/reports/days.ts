/** Ranges of days as the address bar holds them, and lists without gaps. */
import type { Report } from '@parley/core/schemas'

export const ranges = [7, 30, 90] as const

export interface Range {
  readonly from: string
  readonly to: string
}

/** The last so many days, today included. */
export function lastDays(count: number, now: Date): Range {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - count + 1)
  return { from: dayText(first), to: dayText(now) }
}

function dayText(day: Date): string {
  const [year, month, date] = [day.getFullYear(), day.getMonth() + 1, day.getDate()]
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`
}

type DayLine = Report['days'][number]

/** Every day of the range; the server leaves out those on which nothing was said. */
export function everyDay({ from, to }: Range, days: readonly DayLine[]): readonly DayLine[] {
  const known = new Map(days.map((line) => [line.day, line]))
  const all: DayLine[] = []
  const day = new Date(`${from}T12:00:00`)
  for (let text = from; text <= to; text = dayText(day)) {
    all.push(known.get(text) ?? { day: text, received: 0, sent: 0 })
    day.setDate(day.getDate() + 1)
  }
  return all
}

/** Rows as other programs read them (RFC 4180). A cell that a spreadsheet would take for a formula is made text. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => row.map(cellOf).join(',')).join('\r\n')
}

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
