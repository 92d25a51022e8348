import type { Channel, Chat, Message } from '@parley/core/schemas'
import { Reply, StickyNote } from 'lucide-react'
import { lazy, type RefObject, Suspense, useEffect } from 'react'

import { loadDrafts } from '../../commands/outgoing.ts'
import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import { useNow } from '../../use-now.ts'
import { ConnectionNotice } from './connection-notice.tsx'
import { allowedNow } from './limits.ts'
import { TextComposer } from './text-composer.tsx'
import { WindowBar } from './window-bar.tsx'

import css from './composer.module.css'

const TemplatePicker = lazy(async () => ({
  default: (await import('./template-picker.tsx')).TemplatePicker,
}))

export interface ComposerProps {
  readonly chat: Chat
  readonly channel: Channel | undefined
  readonly mode: Mode
  readonly onMode: (mode: Mode) => void
  readonly seenId: RefObject<string | undefined>
  readonly isTemplateWanted: boolean
  readonly onTemplate: (isWanted: boolean) => void
  readonly lastOwn: Message | undefined
  /** After sending, when the chat was closed with it. */
  readonly onClosed: () => void
}

/** Where agents write: a reply or a note, a template when free text is not allowed. */
export function Composer(props: ComposerProps) {
  const { chat, mode, onMode } = props
  const now = useNow()
  useEffect(() => void loadDrafts(chat.id), [chat.id])
  return (
    <section
      className={css.composer}
      data-mode={mode}
      aria-label={mode === 'note' ? t('composer.note') : t('composer.reply')}
      data-region="composer"
      tabIndex={-1}
    >
      <div className={css.top}>
        <ModeTabs mode={mode} onMode={onMode} />
        {mode === 'reply' ? (
          <WindowBar chat={chat} now={now} />
        ) : (
          <span className={css.noteHint}>{t('composer.noteHint')}</span>
        )}
      </div>
      {mode === 'reply' && <ConnectionNotice chat={chat} />}
      <Body {...props} allowed={mode === 'note' ? 'text' : allowedNow(chat, now)} />
    </section>
  )
}

function Body(props: ComposerProps & { readonly allowed: ReturnType<typeof allowedNow> }) {
  const { mode, allowed, isTemplateWanted, onTemplate } = props
  const isTemplate = mode === 'reply' && (isTemplateWanted || allowed === 'template')
  if (isTemplate) {
    return (
      <Suspense>
        <TemplatePicker {...props} isForced={allowed !== 'text'} onDone={() => onTemplate(false)} />
      </Suspense>
    )
  }
  if (allowed === 'nothing') return <p className={css.blocked}>{t('composer.windowClosed')}</p>
  return <TextComposer {...props} />
}

function ModeTabs({
  mode,
  onMode,
}: {
  readonly mode: Mode
  readonly onMode: (mode: Mode) => void
}) {
  return (
    <fieldset className={css.tabs} aria-label={t('composer.mode')}>
      <button
        type="button"
        className={css.tab}
        aria-pressed={mode === 'reply'}
        onClick={() => onMode('reply')}
      >
        <Reply size={14} aria-hidden /> {t('composer.reply')}
      </button>
      <button
        type="button"
        className={css.tab}
        aria-pressed={mode === 'note'}
        onClick={() => onMode('note')}
      >
        <StickyNote size={14} aria-hidden /> {t('composer.note')}
      </button>
    </fieldset>
  )
}
