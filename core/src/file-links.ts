/** Links to files: short-lived and signed, and the same for a while, so that a browser can keep what it has. */
import type { Config } from './config.ts'
import { isEqual, sign } from './crypto.ts'

interface Part {
  readonly config: Pick<Config, 'sessionSecret'>
  now(): Date
}
const minuteMs = 60_000
/** A link lives at least this long, and less than twice as long. */
export const linkMs = 10 * minuteMs

/** For the inbox. `thumb` is the small picture of an image. */
export function fileUrl(
  kernel: Part,
  id: string,
  { thumb = false, lifeMs = linkMs }: { thumb?: boolean; lifeMs?: number } = {},
): string {
  const expires = (Math.floor(kernel.now().getTime() / lifeMs) + 2) * lifeMs
  const signature = signatureOf(kernel, { id, thumb, expires })
  return `/api/files/${id}?${thumb ? 'thumb=1&' : ''}e=${expires / 1000}&s=${signature}`
}

/** `expired` for a link that was good once, `wrong` for one that never was. */
export function checkFileLink(
  kernel: Part,
  { id, thumb, e, s }: { id: string; thumb: boolean; e: number; s: string },
): 'good' | 'expired' | 'wrong' {
  const expires = e * 1000
  if (!isEqual(s, signatureOf(kernel, { id, thumb, expires }))) return 'wrong'
  return kernel.now().getTime() < expires ? 'good' : 'expired'
}

function signatureOf(
  { config }: Part,
  { id, thumb, expires }: { id: string; thumb: boolean; expires: number },
): string {
  return sign(`file|${id}|${thumb ? 'thumb' : 'whole'}|${expires}`, config.sessionSecret)
}
