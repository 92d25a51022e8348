import { Download, Mic, Pause, Play } from 'lucide-react'
import { type RefObject, useEffect, useRef, useState } from 'react'

import { t } from '../../../i18n.ts'
import { duration } from '../../../text/time.ts'

import css from './body.module.css'

const speeds = [1, 1.5, 2] as const
/** One recording at a time. */
let playing: HTMLAudioElement | null = null

/** A recording with a position to drag or step, and three speeds. */
export function AudioPlayer({
  url,
  durationMs,
  isVoice,
}: {
  readonly url: string
  readonly durationMs: number | null
  readonly isVoice: boolean
}) {
  const audio = useRef<HTMLAudioElement>(null)
  const player = usePlayer(audio, durationMs)
  const name = isVoice ? t('kind.voice') : t('kind.audio')
  return (
    <fieldset className={css.audio} aria-label={name}>
      <button
        type="button"
        className={css.round}
        aria-label={player.isPlaying ? t('media.pause') : t('media.play')}
        onClick={player.toggle}
      >
        {player.isPlaying ? <Pause size={18} aria-hidden /> : <Play size={18} aria-hidden />}
      </button>
      <input
        type="range"
        className={css.position}
        aria-label={t('media.position')}
        aria-valuetext={`${duration(player.atMs)} / ${duration(player.totalMs)}`}
        min={0}
        max={Math.max(1, Math.round(player.totalMs / 100))}
        value={Math.round(player.atMs / 100)}
        onChange={(event) => player.seek(Number(event.target.value) * 100)}
      />
      <span className={css.small}>{duration(player.isPlaying ? player.atMs : player.totalMs)}</span>
      <button
        type="button"
        className={css.speed}
        aria-label={t('media.speed', { speed: player.speed })}
        onClick={player.nextSpeed}
      >
        {player.speed}×
      </button>
      {isVoice ? <Mic size={14} aria-hidden /> : <DownloadLink url={url} />}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- a contact's recording comes without captions */}
      <audio ref={audio} src={url} preload="none" {...player.events} />
    </fieldset>
  )
}

function DownloadLink({ url }: { readonly url: string }) {
  return (
    <a className={css.round} href={url} download aria-label={t('media.download')}>
      <Download size={16} aria-hidden />
    </a>
  )
}

function usePlayer(ref: RefObject<HTMLAudioElement | null>, knownMs: number | null) {
  const [isPlaying, setIsPlaying] = useState(false)
  const [atMs, setAtMs] = useState(0)
  const [totalMs, setTotalMs] = useState(knownMs ?? 0)
  const [speed, setSpeed] = useState<number>(1)
  useEffect(() => {
    const audio = ref.current
    return () => audio?.pause()
  }, [ref])
  function toggle(): void {
    const audio = ref.current
    if (!audio) return
    if (isPlaying) return audio.pause()
    if (playing !== audio) playing?.pause()
    playing = audio
    audio.playbackRate = speed
    void audio.play().catch(() => setIsPlaying(false))
  }
  function seek(ms: number): void {
    setAtMs(ms)
    if (ref.current) ref.current.currentTime = ms / 1000
  }
  function nextSpeed(): void {
    const next = speeds[(speeds.findIndex((each) => each === speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (ref.current) ref.current.playbackRate = next
  }
  const events = {
    onPlay: () => setIsPlaying(true),
    onPause: () => setIsPlaying(false),
    onEnded: () => setAtMs(0),
    onTimeUpdate: () => setAtMs((ref.current?.currentTime ?? 0) * 1000),
    onDurationChange: () => {
      const seconds = ref.current?.duration ?? 0
      if (Number.isFinite(seconds) && seconds > 0) setTotalMs(seconds * 1000)
    },
  }
  return { isPlaying, atMs, totalMs, speed, toggle, seek, nextSpeed, events }
}
