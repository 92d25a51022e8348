/** The microphone: records, pauses, and measures how loud it is for the picture of the sound. */
import { useEffect, useRef, useState } from 'react'

import { t } from '../../i18n.ts'
import { notify } from '../../ui/toast.tsx'

export interface Recording {
  readonly ms: number
  readonly isPaused: boolean
  readonly levels: readonly number[]
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
  const [state, setState] = useState({ ms: 0, isPaused: false, levels: [] as readonly number[] })
  const [blob, setBlob] = useState<Blob | null>(null)
  useEffect(() => {
    let isGone = false
    let stop = () => {}
    startRecording(setBlob)
      .then((started) => {
        stop = started.stop
        if (isGone) return stop()
        recorder.current = started.recorder
        const timer = setInterval(() => {
          if (started.recorder.state !== 'recording') return
          const level = started.level()
          setState((now) => ({
            ...now,
            ms: now.ms + TICK_MS,
            levels: [...now.levels.slice(1 - LEVELS_SHOWN), level],
          }))
        }, TICK_MS)
        stop = () => {
          clearInterval(timer)
          started.stop()
        }
      })
      .catch(() => {
        notify({ text: t('voice.denied'), look: 'danger' })
        refused.current()
      })
    return () => {
      isGone = true
      stop()
    }
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

async function startRecording(onDone: (blob: Blob) => void) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {})
  const parts: Blob[] = []
  recorder.addEventListener('dataavailable', (event) => parts.push(event.data))
  recorder.addEventListener('stop', () => {
    const type = recorder.mimeType.split(';')[0] ?? 'audio/webm'
    onDone(new Blob(parts, { type }))
    endStream(stream)
  })
  recorder.start()
  const level = measureLevel(stream)
  return {
    recorder,
    level,
    stop() {
      if (recorder.state !== 'inactive') recorder.stop()
      endStream(stream)
    },
  }
}

function endStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
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
