import type { Chat } from '@parley/core/schemas'
import { ArrowLeft, ArrowRight, FileText, RotateCcw, X } from 'lucide-react'

import type { Mode } from '../../drafts.ts'
import { t } from '../../i18n.ts'
import type { OutgoingFile } from '../../store/state.ts'
import { fileSize } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { kindName } from '../chat-list/row-text.ts'
import { cancelUpload, retryUpload, type Uploading } from './uploading.ts'
import type { useComposer } from './use-composer.ts'

import css from './file-tray.module.css'

/** The files that go with the message: ready ones, and those on their way. */
export function FileTray({
  chat,
  mode,
  composer,
}: {
  readonly chat: Chat
  readonly mode: Mode
  readonly composer: ReturnType<typeof useComposer>
}) {
  const { draft, uploads, change } = composer
  if (draft.files.length === 0 && uploads.length === 0) return null
  function move(at: number, by: number): void {
    const files = draft.files.toSpliced(at, 1)
    change({ files: files.toSpliced(at + by, 0, draft.files[at] as OutgoingFile) })
  }
  return (
    <ul className={css.tray} aria-label={t('composer.files')}>
      {draft.files.map((file, at) => (
        <ReadyFile
          key={file.id}
          file={file}
          onRemove={() => change({ files: draft.files.toSpliced(at, 1) })}
          onBack={at > 0 ? () => move(at, -1) : undefined}
          onForth={at < draft.files.length - 1 ? () => move(at, 1) : undefined}
        />
      ))}
      {uploads.map((upload) => (
        <Upload
          key={upload.id}
          upload={upload}
          onRetry={() => retryUpload(upload.id, chat.id, mode)}
        />
      ))}
    </ul>
  )
}

function ReadyFile({
  file,
  onRemove,
  onBack,
  onForth,
}: {
  readonly file: OutgoingFile
  readonly onRemove: () => void
  readonly onBack: (() => void) | undefined
  readonly onForth: (() => void) | undefined
}) {
  const name = file.name || kindName(file.kind)
  return (
    <li className={css.file}>
      {file.kind === 'image' && file.url ? (
        <img className={css.thumb} src={file.url} alt="" />
      ) : (
        <FileText size={20} aria-hidden />
      )}
      <span className={css.name} title={name}>
        <bdi>{name}</bdi>
        {file.bytes > 0 && <span className={css.hint}>{fileSize(file.bytes)}</span>}
      </span>
      {onBack && (
        <IconButton label={t('file.earlier', { name })} onPress={onBack}>
          <ArrowLeft size={14} aria-hidden />
        </IconButton>
      )}
      {onForth && (
        <IconButton label={t('file.later', { name })} onPress={onForth}>
          <ArrowRight size={14} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('file.remove', { name })} onPress={onRemove}>
        <X size={16} aria-hidden />
      </IconButton>
    </li>
  )
}

function Upload({ upload, onRetry }: { readonly upload: Uploading; readonly onRetry: () => void }) {
  const { name } = upload.file
  return (
    <li className={css.file} data-failed={upload.error !== null || undefined}>
      <span className={css.name}>
        <bdi>{name}</bdi>
        {upload.error ? (
          <span className={css.hint} role="alert">
            {upload.error}
          </span>
        ) : (
          <progress value={upload.part} aria-label={t('file.uploading', { name })} />
        )}
      </span>
      {upload.error && (
        <IconButton label={t('file.retry', { name })} onPress={onRetry}>
          <RotateCcw size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('file.cancel', { name })} onPress={() => cancelUpload(upload.id)}>
        <X size={16} aria-hidden />
      </IconButton>
    </li>
  )
}
