/** What a person wants to be told of, by which way, and when not. */
export const noticeKinds = [
  'message',
  'unassigned',
  'mention',
  'assigned',
  'woken',
  'window',
  'connection',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
export const tones = ['chime', 'knock', 'bell'] as const
export type Tone = (typeof tones)[number]

export interface Ways {
  readonly desktop: boolean
  readonly sound: boolean
}
/** Local times of day, `HH:MM`; an end before the beginning is the next morning. */
export interface QuietHours {
  readonly isOn: boolean
  readonly from: string
  readonly to: string
}
export interface AttentionPreferences {
  readonly kinds: Readonly<Record<NoticeKind, Ways>>
  readonly quiet: QuietHours
  readonly tone: Tone
  /** From 0 to 1. */
  readonly volume: number
  /** False shows that there is something, but not what. */
  readonly hasPreview: boolean
}

const both: Ways = { desktop: true, sound: true }
const silent: Ways = { desktop: true, sound: false }
export const usualAttention: AttentionPreferences = {
  kinds: {
    message: both,
    unassigned: both,
    mention: both,
    assigned: both,
    woken: silent,
    window: silent,
    connection: both,
  },
  quiet: { isOn: false, from: '20:00', to: '08:00' },
  tone: 'chime',
  volume: 0.6,
  hasPreview: true,
}

/** What is kept on the server may be older than this version, or of a later one: what is missing takes its usual value. */
export function attentionOf(kept: unknown): AttentionPreferences {
  const given = asObject(kept)
  const kinds = asObject(given['kinds'])
  return {
    ...usualAttention,
    ...given,
    kinds: Object.fromEntries(
      noticeKinds.map((kind) => [
        kind,
        { ...usualAttention.kinds[kind], ...asObject(kinds[kind]) },
      ]),
    ) as unknown as AttentionPreferences['kinds'],
    quiet: { ...usualAttention.quiet, ...asObject(given['quiet']) },
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

/** Whether `now`, in local time, is in the quiet hours. */
export function isQuiet({ isOn, from, to }: QuietHours, now: Date): boolean {
  if (!isOn) return false
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  if (begin === null || end === null || begin === end) return false
  const minute = now.getHours() * 60 + now.getMinutes()
  return begin < end ? minute >= begin && minute < end : minute >= begin || minute < end
}

function minutesOf(time: string): number | null {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes)
}
