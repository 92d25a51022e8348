/** The microphone: records, pauses, and measures how loud it is for the picture of the sound. */
import { useEffect, useRef, useState } from 'react'

import { t } from '../../i18n.ts'
import { notify } from '../../ui/toast.tsx'

interface Progress {
  readonly ms: number
  readonly isPaused: boolean
  readonly levels: readonly { readonly at: number; readonly level: number }[]
}
export interface Recording extends Progress {
  readonly blob: Blob | null
  readonly toggle: () => void
  readonly finish: () => void
}

const TICK_MS = 100
const LEVELS_SHOWN = 40
/** What plays everywhere first; every browser has one of them. */
const types = ['audio/ogg;codecs=opus', 'audio/mp4', 'audio/webm;codecs=opus', 'audio/webm']

export function useRecording(onRefused: () => void): Recording {
  const recorder = useRef<MediaRecorder | null>(null)
  const refused = useRef(onRefused)
  const [state, setState] = useState<Progress>({ ms: 0, isPaused: false, levels: [] })
  const [blob, setBlob] = useState<Blob | null>(null)
  useEffect(() => {
    const ended = new AbortController()
    recordUntil(ended.signal, {
      onDone: setBlob,
      onTick: (level) => setState((now) => grown(now, level)),
    })
      .then((started) => {
        recorder.current = started
        return started
      })
      .catch(() => {
        notify({ text: t('voice.denied'), look: 'danger' })
        refused.current()
      })
    return () => ended.abort()
  }, [])
  return {
    ...state,
    blob,
    toggle() {
      const isPaused = recorder.current?.state === 'recording'
      if (isPaused) recorder.current?.pause()
      else recorder.current?.resume()
      setState({ ...state, isPaused })
    },
    finish: () => recorder.current?.stop(),
  }
}

function grown({ ms, isPaused, levels }: Progress, level: number): Progress {
  const next = { at: ms, level }
  return { ms: ms + TICK_MS, isPaused, levels: [...levels.slice(1 - LEVELS_SHOWN), next] }
}

interface RecordingEvents {
  readonly onDone: (blob: Blob) => void
  readonly onTick: (level: number) => void
}

async function recordUntil(
  ended: AbortSignal,
  { onDone, onTick }: RecordingEvents,
): Promise<MediaRecorder> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
  const parts: Blob[] = []
  const level = measureLevel(stream)
  const timer = setInterval(() => {
    if (recorder.state === 'recording') onTick(level())
  }, TICK_MS)
  function release(): void {
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
  }
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data))
  recorder.addEventListener('stop', () => {
    release()
    if (!ended.aborted) onDone(new Blob(parts, { type: recorder.mimeType.split(';')[0] ?? '' }))
  })
  ended.addEventListener('abort', release)
  if (ended.aborted) release()
  else recorder.start()
  return recorder
}

function measureLevel(stream: MediaStream): () => number {
  const audio = new AudioContext()
  const analyser = audio.createAnalyser()
  audio.createMediaStreamSource(stream).connect(analyser)
  const samples = new Uint8Array(analyser.fftSize)
  stream.getTracks()[0]?.addEventListener('ended', () => void audio.close())
  return () => {
    analyser.getByteTimeDomainData(samples)
    let most = 0
    for (const sample of samples) most = Math.max(most, Math.abs(sample - 128))
    return most / 128
  }
}
