import type { Attachment } from '@parley/core/schemas'
import { ImageOff, Play } from 'lucide-react'
import { useState } from 'react'

import { retryFile } from '../../../commands/messages.ts'
import { type PlainKey, t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { kindName } from '../../chat-list/row-text.ts'
import { useThreadActions } from '../thread-context.ts'
import { boxOf } from '../timeline.ts'
import { AudioPlayer } from './audio-player.tsx'
import { FileLink } from './file-link.tsx'
import type { BodyProps } from './words.tsx'

import css from './body.module.css'

/** The files of a message, each in a box of its final size. */
export function Media({ message }: BodyProps) {
  return (
    <div className={css.media}>
      {message.attachments.map((file) => (
        <MediaFile key={file.id} file={file} />
      ))}
    </div>
  )
}

export function MediaFile({ file }: { readonly file: Attachment }) {
  if (file.state !== 'ready' || !file.url) return <NotHere file={file} />
  if (file.kind === 'image' || file.kind === 'sticker')
    return <Picture file={file} url={file.url} />
  if (file.kind === 'video') return <Video file={file} />
  if (file.kind === 'audio' || file.kind === 'voice') {
    return (
      <AudioPlayer url={file.url} durationMs={file.durationMs} isVoice={file.kind === 'voice'} />
    )
  }
  return <FileLink file={file} url={file.url} />
}

const states: Readonly<Record<string, PlainKey>> = {
  pending: 'media.pending',
  failed: 'media.failed',
  expired: 'media.expired',
  deleted: 'media.deleted',
}

function NotHere({ file }: { readonly file: Attachment }) {
  const box = boxOf(file)
  return (
    <div className={css.notHere} style={box ?? undefined}>
      <ImageOff size={20} aria-hidden />
      <span>{kindName(file.kind)}</span>
      <span className={css.small}>{t(states[file.state] ?? 'media.pending')}</span>
      {file.state === 'failed' && (
        <Button size="small" onPress={() => void retryFile(file.id)}>
          {t('app.retry')}
        </Button>
      )}
    </div>
  )
}

function Picture({ file, url }: { readonly file: Attachment; readonly url: string }) {
  const { openMedia } = useThreadActions()
  const [isBroken, setIsBroken] = useState(false)
  if (isBroken) return <FileLink file={file} url={url} />
  const box = boxOf(file) ?? undefined
  const name = file.name ?? kindName(file.kind)
  return (
    <button
      type="button"
      className={css.picture}
      data-sticker={file.kind === 'sticker' || undefined}
      style={box}
      aria-label={t('media.openImage', { name })}
      onClick={() => openMedia(file.id)}
    >
      <img
        src={file.thumbnailUrl ?? url}
        alt=""
        {...box}
        loading="lazy"
        decoding="async"
        onError={() => setIsBroken(true)}
      />
    </button>
  )
}

function Video({ file }: { readonly file: Attachment }) {
  const { openMedia } = useThreadActions()
  const box = boxOf(file) ?? undefined
  return (
    <button
      type="button"
      className={css.picture}
      style={box}
      aria-label={t('media.playVideo', { name: file.name ?? kindName('video') })}
      onClick={() => openMedia(file.id)}
    >
      {file.thumbnailUrl && (
        <img src={file.thumbnailUrl} alt="" {...box} loading="lazy" decoding="async" />
      )}
      <span className={css.play}>
        <Play size={24} aria-hidden />
      </span>
    </button>
  )
}
