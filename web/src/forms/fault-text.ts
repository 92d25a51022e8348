import type { ApiError } from '../api.ts'
import { t } from '../i18n.ts'
import type { Fault, Faults } from './answer.ts'

/** One sentence under the field. */
export function faultText({ code, limit = 0 }: Fault): string {
  if (code === 'short') return t('form.short', { count: limit })
  if (code === 'long') return t('form.long', { count: limit })
  if (code === 'low') return t('form.low', { limit })
  if (code === 'high') return t('form.high', { limit })
  if (code === 'few') return t('form.few', { count: limit })
  if (code === 'many') return t('form.many', { count: limit })
  return t(`form.${code}`)
}

export function faultTexts(faults: Faults): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(faults).map(([pointer, fault]) => [pointer, faultText(fault)]),
  )
}

/** What the server said that no field on the screen can say. */
export function otherErrors(error: ApiError, prefixes: readonly string[]): readonly string[] {
  return Object.entries(error.fields)
    .filter(([pointer]) => !prefixes.some((prefix) => pointer.startsWith(`${prefix}/`)))
    .map(([, message]) => message)
}
