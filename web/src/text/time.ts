/** Times in words, by Intl alone. Every function takes `now`, so that a list ages evenly. */
import { locale } from '../i18n.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Options = Intl.DateTimeFormatOptions
const dateFormat = kept((tag, options: Options) => new Intl.DateTimeFormat(tag, options))
const numberFormat = kept(
  (tag, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(tag, options),
)
const relativeFormat = kept(
  (tag, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(tag, options),
)

/** To make a format takes a hundred times as long as to use it, and a list uses some for every row. */
function kept<O, F>(make: (tag: string, options: O) => F): (options: O) => F {
  const formats = new Map<string, F>()
  return (options) => {
    const key = locale() + JSON.stringify(options)
    const known = formats.get(key)
    if (known) return known
    const made = make(locale(), options)
    formats.set(key, made)
    return made
  }
}

function format(at: string | number, options: Options): string {
  return dateFormat(options).format(typeof at === 'number' ? at : Date.parse(at))
}

/** `14:05`. */
export function clock(at: string | number): string {
  return format(at, { hour: 'numeric', minute: '2-digit' })
}

/** Everything, for a tooltip: `Wednesday, 25 November 2026 at 14:05:09`. */
export function exact(at: string | number): string {
  return format(at, { dateStyle: 'full', timeStyle: 'medium' })
}

/** Day and time, for a sentence: `27 Nov, 09:00`. */
export function dayTime(at: string | number): string {
  return format(at, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  })
}

/** As short as a list needs it: `now`, `5 min`, `14:05`, `Tue`, `3 Nov`, `03/11/2025`. */
export function brief(at: string, now: number): string {
  const then = Date.parse(at)
  const age = now - then
  if (age < MINUTE) return relative().format(0, 'second')
  if (age < HOUR) return unit(Math.floor(age / MINUTE), 'minute')
  if (dayOf(then) === dayOf(now)) return clock(at)
  if (age < 6 * DAY) return format(at, { weekday: 'short' })
  const isThisYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return format(at, isThisYear ? { day: 'numeric', month: 'short' } : { dateStyle: 'short' })
}

/** The heading of a day: `Today`, `Yesterday`, `Monday, 3 November`. */
export function dayName(at: string, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(Date.parse(at))) / DAY)
  if (days === 0 || days === 1) return capital(relative().format(-days, 'day'))
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return format(at, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  })
}

/** How long until then, in one unit: `23 h`, `45 min`. */
export function remaining(until: string, now: number): string {
  const ms = Math.max(0, Date.parse(until) - now)
  if (ms >= 2 * DAY) return unit(Math.floor(ms / DAY), 'day')
  if (ms >= HOUR) return unit(Math.floor(ms / HOUR), 'hour')
  return unit(Math.ceil(ms / MINUTE), 'minute')
}

/** How long it has been, in one unit: `12 min`, `3 h`, `2 days`. */
export function elapsed(since: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(since))
  if (ms >= 2 * DAY) return unit(Math.floor(ms / DAY), 'day')
  if (ms >= HOUR) return unit(Math.floor(ms / HOUR), 'hour')
  return unit(Math.floor(ms / MINUTE), 'minute')
}

/** `1:05` for a recording. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

export function fileSize(bytes: number): string {
  const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  const step = Math.min(3, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return numberFormat({
    style: 'unit',
    unit: steps[step] ?? 'byte',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step)
}

/** A key that is the same for two times of one local day. */
export function dayOf(at: string | number): string {
  return new Date(at).toDateString()
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

function unit(value: number, name: 'minute' | 'hour' | 'day'): string {
  return numberFormat({ style: 'unit', unit: name, unitDisplay: 'short' }).format(value)
}

function relative(): Intl.RelativeTimeFormat {
  return relativeFormat({ numeric: 'auto' })
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1)
}
