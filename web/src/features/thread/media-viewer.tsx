import type { Attachment, Message } from '@parley/core/schemas'
import { ChevronLeft, ChevronRight, Download, RotateCw, ZoomIn, ZoomOut } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'

import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { kindName } from '../chat-list/row-text.ts'

import css from './media-viewer.module.css'

const ZOOMS = [1, 1.5, 2, 3, 4] as const

/** Pictures and videos of the thread in full, one after the other. */
export function MediaViewer({
  messages,
  startId,
  onClose,
}: {
  readonly messages: readonly Message[]
  readonly startId: string
  readonly onClose: () => void
}) {
  const files = messages.flatMap((message) => message.attachments).filter(isViewable)
  const [id, setId] = useState(startId)
  const [zoom, setZoom] = useState(0)
  const [turns, setTurns] = useState(0)
  const at = files.findIndex((file) => file.id === id)
  const file = files[at]
  if (!file) return null
  function go(by: number): void {
    const next = files[(at + by + files.length) % files.length]
    if (!next) return
    setId(next.id)
    setZoom(0)
    setTurns(0)
  }
  function press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowRight: () => go(1),
      ArrowLeft: () => go(-1),
      '+': () => setZoom(Math.min(ZOOMS.length - 1, zoom + 1)),
      '-': () => setZoom(Math.max(0, zoom - 1)),
    }
    steps[event.key]?.()
  }
  return (
    <Dialog title={file.name ?? kindName(file.kind)} size="full" isOpen onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows work anywhere in the dialog */}
      <div className={css.viewer} onKeyDown={press}>
        <Tools {...{ file, zoom, setZoom }} turn={() => setTurns(turns + 1)} />
        <div className={css.stage} data-zoomed={zoom > 0 || undefined}>
          <Shown file={file} zoom={ZOOMS[zoom] ?? 1} turns={turns} />
        </div>
        {files.length > 1 && (
          <div className={css.steps}>
            <IconButton label={t('media.previous')} onPress={() => go(-1)}>
              <ChevronLeft size={24} aria-hidden />
            </IconButton>
            <span>{t('media.place', { at: at + 1, count: files.length })}</span>
            <IconButton label={t('media.next')} onPress={() => go(1)}>
              <ChevronRight size={24} aria-hidden />
            </IconButton>
          </div>
        )}
      </div>
    </Dialog>
  )
}

function isViewable(file: Attachment): boolean {
  const kinds = ['image', 'video', 'sticker']
  return kinds.includes(file.kind) && file.state === 'ready' && file.url !== null
}

function Tools({
  file,
  zoom,
  setZoom,
  turn,
}: {
  readonly file: Attachment
  readonly zoom: number
  readonly setZoom: (zoom: number) => void
  readonly turn: () => void
}) {
  const isVideo = file.kind === 'video'
  return (
    <div className={css.tools}>
      {!isVideo && (
        <>
          <IconButton
            label={t('media.zoomOut')}
            isDisabled={zoom === 0}
            onPress={() => setZoom(zoom - 1)}
          >
            <ZoomOut size={18} aria-hidden />
          </IconButton>
          <IconButton
            label={t('media.zoomIn')}
            isDisabled={zoom === ZOOMS.length - 1}
            onPress={() => setZoom(zoom + 1)}
          >
            <ZoomIn size={18} aria-hidden />
          </IconButton>
          <IconButton label={t('media.rotate')} onPress={turn}>
            <RotateCw size={18} aria-hidden />
          </IconButton>
        </>
      )}
      <a
        className={css.download}
        href={file.url ?? ''}
        download={file.name ?? ''}
        aria-label={t('media.download')}
      >
        <Download size={18} aria-hidden />
      </a>
    </div>
  )
}

function Shown({
  file,
  zoom,
  turns,
}: {
  readonly file: Attachment
  readonly zoom: number
  readonly turns: number
}) {
  if (file.kind === 'video') {
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- a contact's video comes without captions
      <video className={css.shown} src={file.url ?? ''} controls autoPlay playsInline />
    )
  }
  return (
    <img
      className={css.shown}
      src={file.url ?? ''}
      alt={file.name ?? kindName(file.kind)}
      style={{ scale: String(zoom), rotate: `${turns * 90}deg` }}
    />
  )
}
