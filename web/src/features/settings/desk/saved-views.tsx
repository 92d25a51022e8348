import type { View } from '@parley/core/schemas'
import { Trash2 } from 'lucide-react'
import { Link } from 'wouter'

import { api } from '../../../client.ts'
import { useViews } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { inboxPath, paths } from '../../../routes.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Chip } from '../../../ui/chip.tsx'
import { LinkButton } from '../../../ui/link-button.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { notify } from '../../../ui/toast.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'

import css from '../settings.module.css'

/** Filters of the chat list that were kept under a name. */
export function SavedViews() {
  const views = useViews()
  return (
    <SettingsPage title={t('savedViews.title')} hint={t('savedViews.hint')}>
      <Loaded query={views}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('savedViews.none')}>
              <p>{t('savedViews.noneHint')}</p>
              <LinkButton href={paths.inbox}>{t('app.toInbox')}</LinkButton>
            </Empty>
          ) : (
            <ul className={css.list}>
              {items.map((view) => (
                <ViewRow key={view.id} view={view} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </SettingsPage>
  )
}

function ViewRow({ view }: { readonly view: View }) {
  const { id, name, query, shared } = view
  const { run } = useChange('views')
  async function remove(): Promise<void> {
    if (!(await run(() => api.delete(`/api/views/${id}`)))) return
    notify({
      text: t('savedViews.deleted', { name }),
      action: {
        label: t('app.undo'),
        run: () => void run(() => api.post('/api/views', { name, query, shared })),
      },
    })
  }
  return (
    <li>
      <div className={css.grow}>
        <p className={css.line}>
          <Link href={inboxPath(query)} className={css.name}>
            {name}
          </Link>
          {shared && <Chip>{t('savedViews.shared')}</Chip>}
        </p>
        <p className={css.mono}>{query}</p>
      </div>
      <IconButton label={t('savedViews.deleteNamed', { name })} onPress={() => void remove()}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </li>
  )
}
