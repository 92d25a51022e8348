/** Labels are made where they are first needed. */
import { api, queries, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { notify } from '../ui/toast.tsx'

/** False, and a notice says why, when the server does not take it. */
export async function createLabel(name: string): Promise<boolean> {
  try {
    await api.post('/api/labels', { name })
    await queries.invalidateQueries({ queryKey: ['labels'] })
    return true
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
    return false
  }
}
