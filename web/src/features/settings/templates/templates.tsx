import type { Template } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate, Plus, RefreshCw } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useParams } from 'wouter'

import { api } from '../../../client.ts'
import { useChannels, useConnections } from '../../../directory.ts'
import type { FormSchema } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Loaded } from '../../../ui/loaded.tsx'
import { Empty } from '../../../ui/states.tsx'
import { connectionPath } from '../connections/paths.ts'
import { SettingsPage } from '../settings-page.tsx'
import { useChange } from '../use-change.ts'
import { useIsAdmin } from '../use-is-admin.ts'
import { TemplateCard } from './template-card.tsx'
import { TemplateDialog } from './template-dialog.tsx'

import css from './templates.module.css'

/** The templates of one connection, as the platform knows them. */
export function Templates() {
  const { id } = useParams<{ id: string }>()
  const connection = useConnections().data?.find((each) => each.id === id)
  return (
    <SettingsPage
      title={t('templates.title')}
      hint={t('templates.hint')}
      back={{ href: connectionPath(id), label: connection?.name ?? t('connections.title') }}
      isWide
      actions={<TemplateActions connectionId={id} channelId={connection?.channel} />}
    >
      <TemplateList connectionId={id} channelId={connection?.channel} />
    </SettingsPage>
  )
}

function TemplateActions({
  connectionId,
  channelId,
}: {
  readonly connectionId: string
  readonly channelId: string | undefined
}) {
  const schema = useTemplateForm(channelId)
  const isAdmin = useIsAdmin()
  const [isNew, setIsNew] = useState(false)
  const { isBusy, run } = useChange('templates')
  const path = `/api/social-connections/${connectionId}/templates/sync`
  return (
    <>
      <Button
        isPending={isBusy}
        onPress={() => void run(() => api.post(path), t('templates.synced'))}
      >
        <RefreshCw size={16} aria-hidden />
        {t('templates.sync')}
      </Button>
      {schema && isAdmin && (
        <Button look="primary" onPress={() => setIsNew(true)}>
          <Plus size={16} aria-hidden />
          {t('templates.new')}
        </Button>
      )}
      {isNew && schema && (
        <TemplateDialog
          connectionId={connectionId}
          schema={schema}
          onClose={() => setIsNew(false)}
        />
      )}
    </>
  )
}

/** The form of a channel's templates, where they can be made from here. */
function useTemplateForm(channelId: string | undefined): FormSchema | undefined {
  const channel = useChannels().data?.find((each) => each.id === channelId)
  return channel?.schemas?.template as FormSchema | undefined
}

function TemplateList({
  connectionId,
  channelId,
}: {
  readonly connectionId: string
  readonly channelId: string | undefined
}) {
  const schema = useTemplateForm(channelId)
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const templates = useTemplates(connectionId, q)
  return (
    <>
      <TextField
        label={t('templates.search')}
        isLabelHidden
        type="search"
        placeholder={t('templates.search')}
        value={text}
        onChange={setText}
      />
      <Loaded query={templates}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon={<LayoutTemplate size={32} />} title={t('templates.none')}>
              {q ? t('templates.noneFound') : t('templates.noneHint')}
            </Empty>
          ) : (
            <ul className={css.grid}>
              {items.map((template) => (
                <TemplateCard
                  key={template.id}
                  connectionId={connectionId}
                  template={template}
                  schema={schema}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}

function useTemplates(connectionId: string, q: string) {
  return useQuery({
    queryKey: ['templates', connectionId, q],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Template[] }>('/api/templates', {
        query: { connectionId, q },
        signal,
      }),
    select: ({ items }) => items,
    placeholderData: (before) => before,
  })
}
