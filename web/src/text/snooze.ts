/** When a chat comes back: presets, and a time typed in English. */
export interface SnoozePreset {
  readonly id: 'hour' | 'evening' | 'tomorrow' | 'weekend' | 'nextWeek' | 'month'
  readonly at: Date
}

const MORNING = 9
const EVENING = 18

/** The presets that lie in the future. */
export function snoozePresets(now: Date): readonly SnoozePreset[] {
  const presets: SnoozePreset[] = [
    { id: 'hour', at: plus(now, 60) },
    { id: 'evening', at: dayAt(now, 0, EVENING) },
    { id: 'tomorrow', at: dayAt(now, 1, MORNING) },
    { id: 'weekend', at: dayAt(now, daysUntil(now, 6), MORNING) },
    { id: 'nextWeek', at: dayAt(now, daysUntil(now, 1), MORNING) },
    { id: 'month', at: nextMonth(now) },
  ]
  return presets.filter((preset) => preset.at.getTime() > now.getTime() + 5 * 60_000)
}

/** Understands `in 2 hours`, `tomorrow 14:30`, `friday 9am`, `next week`, `25 dec`, `2026-12-01 10:00`; null otherwise. */
export function parseWhen(text: string, now: Date): Date | null {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  if (!words) return null
  const { rest, hours, minutes } = takeTime(words)
  const found = parseSpan(words, now) ?? parseDay({ rest, hours, minutes }, now)
  return found && found.getTime() > now.getTime() ? found : null
}

const spanUnits: Readonly<Record<string, number>> = {
  m: 1,
  h: 60,
  d: 24 * 60,
  w: 7 * 24 * 60,
}

function parseSpan(words: string, now: Date): Date | null {
  const pattern =
    /^(?:in )?(an?|half an|\d+(?:\.\d+)?) ?(m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?|w(?:eeks?)?)$/
  const match = pattern.exec(words)
  if (!match?.[1] || !match[2]) return null
  const amounts: Readonly<Record<string, number>> = { a: 1, an: 1, 'half an': 0.5 }
  const count = amounts[match[1]] ?? Number(match[1])
  return plus(now, count * (spanUnits[match[2].charAt(0)] ?? 0))
}

interface Clock {
  readonly rest: string
  readonly hours: number | null
  readonly minutes: number
}

const namedHours: Readonly<Record<string, number>> = {
  noon: 12,
  morning: MORNING,
  afternoon: 14,
  evening: EVENING,
}

/** Takes the time of day off the end: `9`, `9am`, `at 14:30`, `noon`. */
function takeTime(words: string): Clock {
  const named = /(?:^| )(?:at )?(noon|morning|afternoon|evening)$/.exec(words)
  const hours = named && namedHours[named[1] ?? '']
  if (named && hours) return { rest: words.slice(0, named.index), hours, minutes: 0 }
  return takeDigits(words) ?? { rest: words, hours: null, minutes: 0 }
}

function takeDigits(words: string): Clock | null {
  const match = /(?:^| )(at )?(\d{1,2})(?::(\d{2}))? ?(am|pm)?$/.exec(words)
  if (!match) return null
  const [, at, digits, minutes, half] = match
  const rest = words.slice(0, match.index)
  // In "dec 25" the number is a day.
  if (!at && !minutes && !half && findMonth(rest) !== null) return null
  const hours = half ? (Number(digits) % 12) + (half === 'pm' ? 12 : 0) : Number(digits) % 24
  return { rest, hours, minutes: Number(minutes ?? 0) }
}

function parseDay({ rest, hours, minutes }: Clock, now: Date): Date | null {
  const days = rest.trim() ? findDay(rest.trim(), now) : null
  if (days === null && rest.trim()) return null
  if (days === null && hours === null) return null
  const at = dayAt(now, days ?? 0, (hours ?? MORNING) + minutes / 60)
  if (days === null && at.getTime() <= now.getTime()) at.setDate(at.getDate() + 1)
  return at
}

/** How many days from today. */
function findDay(words: string, now: Date): number | null {
  if (words === 'today' || words === 'tonight' || words === 'this') return 0
  if (words === 'tomorrow' || words === 'tmr') return 1
  if (words === 'next week') return daysUntil(now, 1)
  if (words === 'next month') return daysBetween(now, nextMonth(now))
  const weekday = findWeekday(words.replace(/^(next|on|this) /, ''))
  if (weekday !== null) return daysUntil(now, weekday)
  const date = findDate(words.replace(/^on /, ''), now)
  return date && daysBetween(now, date)
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function findWeekday(word: string): number | null {
  if (!/^(sun|mon|tue|wed|thu|fri|sat)[a-z]*$/.test(word)) return null
  return weekdays.indexOf(word.slice(0, 3))
}

function findMonth(words: string): number | null {
  const match = /(?:^| )(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*$/.exec(words.trim())
  return match?.[1] ? months.indexOf(match[1]) : null
}

function findDate(words: string, now: Date): Date | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(words)
  if (iso) return new Date(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]))
  const day = /^(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]+)$|^([a-z]+) (\d{1,2})(?:st|nd|rd|th)?$/.exec(
    words,
  )
  const month = day && findMonth(day[2] ?? day[3] ?? '')
  if (!day || month === null) return null
  const date = new Date(now.getFullYear(), month, Number(day[1] ?? day[4]))
  if (daysBetween(now, date) < 0) date.setFullYear(date.getFullYear() + 1)
  return date
}

function plus(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000)
}

function dayAt(now: Date, days: number, hours: number): Date {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate() + days]
  return new Date(year, month, day, Math.floor(hours), Math.round((hours % 1) * 60))
}

/** Never today: on a Monday, "Monday" is a week away. */
function daysUntil(now: Date, weekday: number): number {
  return ((weekday - now.getDay() + 6) % 7) + 1
}

function daysBetween(now: Date, date: Date): number {
  return Math.round((dayAt(date, 0, 12).getTime() - dayAt(now, 0, 12).getTime()) / 86_400_000)
}

function nextMonth(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth() + 1, 1, MORNING)
}
