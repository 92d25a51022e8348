/** One change to many chats: the ticked ones, or everything that a view matches, loaded or not. */
import type { ChatsPatch, ChatsPatched } from '@parley/core/schemas'

import { api, store, toApiError } from '../client.ts'
import { errorText } from '../error-text.ts'
import { t } from '../i18n.ts'
import { announceOwnChange } from '../own-change.ts'
import { chatQuery, type Filters } from '../store/filters.ts'
import { notify } from '../ui/toast.tsx'
import { loadView } from './views.ts'

export type Targets = { readonly ids: readonly string[] } | { readonly filters: Filters }

export async function changeMany(targets: Targets, patch: ChatsPatch['patch']): Promise<void> {
  const which = 'ids' in targets ? { ids: targets.ids } : { filter: filterOf(targets.filters) }
  try {
    const { count, undo } = await api.patch<ChatsPatched>('/api/chats', { ...which, patch })
    void reloadViews()
    notify({
      text: t('list.bulkDone', { count }),
      action: { label: t('app.undo'), run: () => void takeBack(undo) },
    })
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
  }
}

async function takeBack(undo: ChatsPatched['undo']): Promise<void> {
  try {
    for (const step of undo) await api.patch('/api/chats', step)
  } catch (error) {
    notify({ text: errorText(toApiError(error)), look: 'danger' })
  }
  await reloadViews()
}

function filterOf(filters: Filters): Record<string, unknown> {
  const { sort: _, unread, waiting, ...query } = chatQuery(filters)
  return {
    ...query,
    ...(unread === 'true' ? { unread: true } : {}),
    ...(waiting === 'true' ? { waiting: true } : {}),
  }
}

/** Events bring the changed rows; rows from beyond the loaded part come with a fresh list, and only then is all of it to be shown. */
async function reloadViews(): Promise<void> {
  await Promise.all([...store.state.views.keys()].map(loadView))
  announceOwnChange()
}
