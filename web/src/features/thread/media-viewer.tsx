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
  const { file, at, view, go, setView } = useViewer(files, startId)
  if (!file) return null
  function press(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowRight: () => go(1),
      ArrowLeft: () => go(-1),
      '+': () => setView({ zoom: Math.min(ZOOMS.length - 1, view.zoom + 1) }),
      '-': () => setView({ zoom: Math.max(0, view.zoom - 1) }),
    }
    steps[event.key]?.()
  }
  return (
    <Dialog title={file.name ?? kindName(file.kind)} size="full" isOpen onClose={onClose}>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- arrows work anywhere in the dialog */}
      <div className={css.viewer} onKeyDown={press}>
        <Tools file={file} view={view} setView={setView} />
        <div className={css.stage} data-zoomed={view.zoom > 0 || undefined}>
          <Shown file={file} view={view} />
        </div>
        {files.length > 1 && <Steps at={at} count={files.length} go={go} />}
      </div>
    </Dialog>
  )
}

interface View {
  readonly zoom: number
  readonly turns: number
}
type SetView = (change: Partial<View>) => void

function useViewer(files: readonly Attachment[], startId: string) {
  const [state, setState] = useState({ id: startId, zoom: 0, turns: 0 })
  const at = files.findIndex((file) => file.id === state.id)
  function go(by: number): void {
    const next = files[(at + by + files.length) % files.length]
    if (next) setState({ id: next.id, zoom: 0, turns: 0 })
  }
  function setView(change: Partial<View>): void {
    setState({ ...state, ...change })
  }
  return { file: files[at], at, view: state, go, setView }
}

function Steps({
  at,
  count,
  go,
}: {
  readonly at: number
  readonly count: number
  readonly go: (by: number) => void
}) {
  return (
    <div className={css.steps}>
      <IconButton label={t('media.previous')} onPress={() => go(-1)}>
        <ChevronLeft size={24} aria-hidden />
      </IconButton>
      <span>{t('media.place', { at: at + 1, count })}</span>
      <IconButton label={t('media.next')} onPress={() => go(1)}>
        <ChevronRight size={24} aria-hidden />
      </IconButton>
    </div>
  )
}

function isViewable(file: Attachment): boolean {
  const kinds = ['image', 'video', 'sticker']
  return kinds.includes(file.kind) && file.state === 'ready' && file.url !== null
}

function Tools({
  file,
  view: { zoom, turns },
  setView,
}: {
  readonly file: Attachment
  readonly view: View
  readonly setView: SetView
}) {
  const isVideo = file.kind === 'video'
  return (
    <div className={css.tools}>
      {!isVideo && (
        <>
          <IconButton
            label={t('media.zoomOut')}
            isDisabled={zoom === 0}
            onPress={() => setView({ zoom: zoom - 1 })}
          >
            <ZoomOut size={18} aria-hidden />
          </IconButton>
          <IconButton
            label={t('media.zoomIn')}
            isDisabled={zoom === ZOOMS.length - 1}
            onPress={() => setView({ zoom: zoom + 1 })}
          >
            <ZoomIn size={18} aria-hidden />
          </IconButton>
          <IconButton label={t('media.rotate')} onPress={() => setView({ turns: turns + 1 })}>
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

function Shown({ file, view }: { readonly file: Attachment; readonly view: View }) {
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
      style={{ scale: String(ZOOMS[view.zoom] ?? 1), rotate: `${view.turns * 90}deg` }}
    />
  )
}
