import { toApiError } from '../../../client.ts'
import { errorText } from '../../../error-text.ts'
import { savePreferences } from '../../../preferences.ts'
import { notify } from '../../../ui/toast.tsx'

/** A preference takes effect at once; only a refusal is worth a word. */
export function savePreference(change: Readonly<Record<string, unknown>>): void {
  savePreferences(change).catch((error: unknown) =>
    notify({ text: errorText(toApiError(error)), look: 'danger' }),
  )
}
