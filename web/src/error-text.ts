import type { ApiError } from './api.ts'
import { t } from './i18n.ts'

/** One sentence a person can act on. */
export function errorText(error: ApiError): string {
  if (error.code === 'network') return t('error.network')
  if (error.status === 401) return t('error.expired')
  if (error.status >= 500 && !error.problem.detail) return t('error.server')
  return error.message || t('error.unknown')
}
