/** One change to many chats: the ticked ones, or everything that a view matches, loaded or not. */
import { api, store, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { chatQuery, type Filters } from '../store/filters.ts'
import { notify } from '../ui/toast.tsx'
import type { ChatChange } from './chats.ts'
import { toPatch } from './chats.ts'
import { loadView } from './views.ts'

interface BulkAnswer {
  readonly changed: number
  /** Hand it back to take the change back. */
  readonly undo: unknown
}
export type Targets = { readonly ids: readonly string[] } | { readonly filters: Filters }

export async function changeMany(targets: Targets, change: ChatChange): Promise<void> {
  const which = 'ids' in targets ? { ids: targets.ids } : { query: bulkQuery(targets.filters) }
  try {
    const { changed, undo } = await api.post<BulkAnswer>('/api/chats/bulk', {
      ...which,
      patch: toPatch(change),
    })
    reloadViews()
    notify({
      text: t('list.bulkDone', { count: changed }),
      action: { label: t('app.undo'), run: () => void undoMany(undo) },
      timeoutMs: 10_000,
    })
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
  }
}

async function undoMany(undo: unknown): Promise<void> {
  await api.post('/api/chats/bulk', { undo }).catch((error: unknown) => {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
  })
  reloadViews()
}

function bulkQuery(filters: Filters): Record<string, unknown> {
  const { sort: _, unread, ...query } = chatQuery(filters)
  return unread === 'true' ? { ...query, unread: true } : query
}

/** Events bring the changed rows; the rows that were beyond the loaded part come with a fresh list. */
function reloadViews(): void {
  for (const key of store.state.views.keys()) void loadView(key)
}
