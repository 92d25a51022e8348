import type { ChatsPatch } from '@parley/core/schemas'
import { CheckCheck, Clock, Tag, UserPlus, X } from 'lucide-react'

import { changeMany } from '../../commands/bulk.ts'
import { t } from '../../i18n.ts'
import type { Filters } from '../../store/filters.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { AssignMenu, LabelMenu, SnoozeMenu } from '../chat-actions/action-menus.tsx'
import type { Selection } from './selection.ts'

import css from './chat-list.module.css'

/** What can be done to all ticked chats at once; with undo instead of a question. */
export function BulkBar({
  selection,
  filters,
}: {
  readonly selection: Selection
  readonly filters: Filters
}) {
  if (selection.ids.size === 0) return null
  function apply(change: ChatsPatch['patch']): void {
    const targets = selection.isAll ? { filters } : { ids: [...selection.ids] }
    void changeMany(targets, change)
    selection.clear()
  }
  return (
    <div className={css.bulk} role="toolbar" aria-label={t('list.select')}>
      <span className={css.bulkText}>
        <output>
          {selection.isAll
            ? t('list.allSelected')
            : t('list.selected', { count: selection.ids.size })}
        </output>
        {!selection.isAll && (
          <Button size="small" look="quiet" onPress={selection.selectAll}>
            {t('list.selectAll')}
          </Button>
        )}
      </span>
      <BulkMenus apply={apply} />
      <Button size="small" onPress={() => apply({ status: 'closed', snoozedUntil: null })}>
        <CheckCheck size={16} aria-hidden />
        {t('chat.close')}
      </Button>
      <IconButton label={t('list.clearSelection')} onPress={selection.clear}>
        <X size={18} aria-hidden />
      </IconButton>
    </div>
  )
}

function BulkMenus({ apply }: { readonly apply: (change: ChatsPatch['patch']) => void }) {
  return (
    <>
      <AssignMenu
        assigneeId={undefined}
        onAssign={(assignee) => apply({ assigneeId: assignee?.id ?? null })}
        trigger={
          <IconButton label={t('chat.assign')}>
            <UserPlus size={18} aria-hidden />
          </IconButton>
        }
      />
      <LabelMenu
        labels={[]}
        onToggle={(name) => apply({ addLabels: [name] })}
        trigger={
          <IconButton label={t('chat.labels')}>
            <Tag size={18} aria-hidden />
          </IconButton>
        }
      />
      <SnoozeMenu
        onSnooze={(at) => apply({ status: 'snoozed', snoozedUntil: at.toISOString() })}
        trigger={
          <IconButton label={t('chat.snooze')}>
            <Clock size={18} aria-hidden />
          </IconButton>
        }
      />
    </>
  )
}
