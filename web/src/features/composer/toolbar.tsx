import { LayoutTemplate, MessageSquareQuote, Mic, Paperclip, Smile, SquarePlus } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'

import { t } from '../../i18n.ts'
import { lazyPage } from '../../lazy-page.ts'
import { IconButton } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import type { ComposerProps } from './composer.tsx'
import { can, compositionsNow, takesVoice } from './limits.ts'

import css from './composer.module.css'

const EmojiPanel = lazy(async () => ({ default: (await import('./emoji-panel.tsx')).EmojiPanel }))
const ComposeDialog = lazyPage(async () => (await import('./compose-dialog.tsx')).ComposeDialog)
export interface ToolbarProps extends ComposerProps {
  readonly onInsert: (text: string) => void
  readonly onFiles: (files: readonly File[]) => void
  readonly onRecord: () => void
}

/** What can be put into a message. Buttons that the channel has no use for are not there. */
export function Toolbar(props: ToolbarProps) {
  const { chat, channel, mode, onTemplate, onInsert, onFiles, onRecord } = props
  const picker = useRef<HTMLInputElement>(null)
  const isReply = mode === 'reply'
  return (
    <div className={css.tools} role="toolbar" aria-label={t('composer.tools')}>
      {isReply && (
        <IconButton label={t('composer.attach')} onPress={() => picker.current?.click()}>
          <Paperclip size={18} aria-hidden />
        </IconButton>
      )}
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <EmojiButton onInsert={onInsert} />
      {isReply && (
        <IconButton label={t('composer.canned')} keys={['$mod+;']} onPress={() => onInsert('/')}>
          <MessageSquareQuote size={18} aria-hidden />
        </IconButton>
      )}
      {isReply && can(channel, 'template') && chat.window.allows.includes('template') && (
        <IconButton label={t('composer.template')} onPress={() => onTemplate(true)}>
          <LayoutTemplate size={18} aria-hidden />
        </IconButton>
      )}
      {isReply && <MoreButton {...props} />}
      {isReply && takesVoice(channel) && 'MediaRecorder' in globalThis && (
        <IconButton label={t('voice.record')} onPress={onRecord}>
          <Mic size={18} aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

function MoreButton(props: ComposerProps) {
  const [isOpen, setIsOpen] = useState(false)
  if (compositionsNow(props.chat, props.channel).length === 0) return null
  return (
    <>
      <IconButton label={t('composer.more')} onPress={() => setIsOpen(true)}>
        <SquarePlus size={18} aria-hidden />
      </IconButton>
      {isOpen && (
        <Suspense>
          <ComposeDialog {...props} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

function EmojiButton({ onInsert }: { readonly onInsert: (text: string) => void }) {
  return (
    <Popover
      label={t('composer.emoji')}
      placement="top start"
      trigger={
        <IconButton label={t('composer.emoji')}>
          <Smile size={18} aria-hidden />
        </IconButton>
      }
    >
      {(close) => (
        <Suspense fallback={<div className={css.emojiBox} />}>
          <EmojiPanel
            onChoose={(emoji) => {
              onInsert(emoji)
              close()
            }}
          />
        </Suspense>
      )}
    </Popover>
  )
}
