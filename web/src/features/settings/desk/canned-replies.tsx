import type { CannedReply } from '@parley/core/schemas'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../../client.ts'
import { useCannedReplies } from '../../../directory.ts'
import { t } from '../../../i18n.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { notify } from '../../../ui/toast.tsx'
import { SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { CannedReplyDialog } from './canned-reply-dialog.tsx'

import css from '../settings.module.css'

type Editing = CannedReply | 'new' | null

export function CannedReplies() {
  const replies = useCannedReplies()
  const [text, setText] = useState('')
  const [editing, setEditing] = useState<Editing>(null)
  const wanted = text.trim().toLowerCase()
  return (
    <SettingsPage
      title={t('canned.title')}
      hint={t('canned.hint')}
      actions={
        <Button look="primary" onPress={() => setEditing('new')}>
          {t('canned.new')}
        </Button>
      }
    >
      <TextField
        label={t('canned.search')}
        isLabelHidden
        type="search"
        placeholder={t('canned.search')}
        value={text}
        onChange={setText}
      />
      <Loaded query={replies}>
        {(items) => (
          <ReplyList
            items={items.filter((reply) => isFound(reply, wanted))}
            onEdit={setEditing}
            isFiltered={wanted !== ''}
          />
        )}
      </Loaded>
      {editing && (
        <CannedReplyDialog
          reply={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </SettingsPage>
  )
}

function isFound({ shortcut, text }: CannedReply, wanted: string): boolean {
  return `${shortcut} ${text}`.toLowerCase().includes(wanted)
}

function ReplyList({
  items,
  onEdit,
  isFiltered,
}: {
  readonly items: readonly CannedReply[]
  readonly onEdit: (reply: CannedReply) => void
  readonly isFiltered: boolean
}) {
  if (items.length === 0) {
    return (
      <Empty title={isFiltered ? t('canned.noneFound') : t('canned.none')}>
        {!isFiltered && t('canned.noneHint')}
      </Empty>
    )
  }
  return (
    <ul className={css.list}>
      {items.map((reply) => (
        <ReplyRow key={reply.id} reply={reply} onEdit={onEdit} />
      ))}
    </ul>
  )
}

function ReplyRow({
  reply,
  onEdit,
}: {
  readonly reply: CannedReply
  readonly onEdit: (reply: CannedReply) => void
}) {
  const { id, shortcut, text } = reply
  const { run } = useChange('canned-replies')
  async function remove(): Promise<void> {
    const isDone = await run(() => api.delete(`/api/canned-replies/${id}`))
    if (!isDone) return
    notify({
      text: t('canned.deleted', { shortcut }),
      action: {
        label: t('app.undo'),
        run: () => void run(() => api.post('/api/canned-replies', { shortcut, text })),
      },
    })
  }
  return (
    <li>
      <div className={css.grow}>
        <p className={css.name}>/{shortcut}</p>
        <p className={css.muted} dir="auto">
          {text}
        </p>
      </div>
      <IconButton label={t('canned.editNamed', { shortcut })} onPress={() => onEdit(reply)}>
        <Pencil size={16} aria-hidden />
      </IconButton>
      <IconButton label={t('canned.deleteNamed', { shortcut })} onPress={() => void remove()}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </li>
  )
}
