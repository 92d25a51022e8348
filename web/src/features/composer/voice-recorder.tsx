import { Pause, Play, SendHorizontal, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { session, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { duration } from '../../text/time.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { notify } from '../../ui/toast.tsx'
import { uploadFile } from '../../uploads.ts'
import { AudioPlayer } from '../thread/body/audio-player.tsx'
import type { SendOptions } from './use-composer.ts'
import { type Recording, useRecording } from './use-recording.ts'

import css from './voice-recorder.module.css'

/** Records a voice note, lets it be heard, and sends it as the channel's native kind. */
export function VoiceRecorder({
  send,
  onClose,
}: {
  readonly send: (options: SendOptions) => void
  readonly onClose: () => void
}) {
  const recording = useRecording(onClose)
  const [isSending, setIsSending] = useState(false)
  async function deliver(blob: Blob): Promise<void> {
    setIsSending(true)
    try {
      const token = session.token() ?? (await session.refresh())
      const file = new File([blob], `voice.${extensionOf(blob.type)}`, { type: blob.type })
      const { signal } = new AbortController()
      const made = await uploadFile(file, { token, signal, onProgress: () => {} })
      send({ voice: true, files: [fileOf(made.id, file)] })
      onClose()
    } catch (error) {
      notify({ text: errorText(toApiError(error)), look: 'danger' })
      setIsSending(false)
    }
  }
  return (
    <fieldset className={css.recorder} aria-label={t('voice.record')}>
      <IconButton label={t('voice.discard')} onPress={onClose}>
        <Trash2 size={18} aria-hidden />
      </IconButton>
      {recording.blob ? (
        <Heard blob={recording.blob} ms={recording.ms} />
      ) : (
        <Recorder recording={recording} />
      )}
      <Button
        look="primary"
        isPending={isSending}
        isDisabled={!recording.blob}
        onPress={() => recording.blob && void deliver(recording.blob)}
      >
        <SendHorizontal size={16} aria-hidden />
        {t('composer.send')}
      </Button>
    </fieldset>
  )
}

function Recorder({ recording }: { readonly recording: Recording }) {
  const { levels, ms, isPaused, toggle, finish } = recording
  return (
    <>
      <span className={css.dot} data-paused={isPaused || undefined} aria-hidden />
      <span className={css.levels} aria-hidden>
        {levels.map(({ at, level }) => (
          <span key={at} style={{ blockSize: `${Math.max(8, level * 100)}%` }} />
        ))}
      </span>
      <time aria-live="off">{duration(ms)}</time>
      <IconButton label={isPaused ? t('voice.resume') : t('voice.pause')} onPress={toggle}>
        {isPaused ? <Play size={18} aria-hidden /> : <Pause size={18} aria-hidden />}
      </IconButton>
      <Button size="small" onPress={finish}>
        {t('voice.done')}
      </Button>
    </>
  )
}

function Heard({ blob, ms }: { readonly blob: Blob; readonly ms: number }) {
  const [url, setUrl] = useState('')
  const made = useRef('')
  useEffect(() => {
    made.current = URL.createObjectURL(blob)
    setUrl(made.current)
    return () => URL.revokeObjectURL(made.current)
  }, [blob])
  return <AudioPlayer url={url} durationMs={ms} isVoice />
}

function extensionOf(type: string): string {
  if (type.includes('ogg')) return 'ogg'
  return type.includes('mp4') ? 'm4a' : 'webm'
}

function fileOf(id: string, file: File) {
  return { id, kind: 'voice', mime: file.type, name: file.name, bytes: file.size, url: null }
}
