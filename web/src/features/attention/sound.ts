/** Short sounds, made here: no file is loaded, and none can be missing. */
import type { Tone } from './preferences.ts'

interface Note {
  readonly hertz: number
  readonly at: number
  readonly seconds: number
  readonly wave: OscillatorType
}
const sounds: Readonly<Record<Tone, readonly Note[]>> = {
  chime: [
    { hertz: 880, at: 0, seconds: 0.28, wave: 'sine' },
    { hertz: 1318.5, at: 0.11, seconds: 0.42, wave: 'sine' },
  ],
  knock: [
    { hertz: 196, at: 0, seconds: 0.09, wave: 'triangle' },
    { hertz: 196, at: 0.14, seconds: 0.09, wave: 'triangle' },
  ],
  bell: [
    { hertz: 659.3, at: 0, seconds: 0.9, wave: 'sine' },
    { hertz: 1978, at: 0, seconds: 0.35, wave: 'sine' },
  ],
}
let context: AudioContext | undefined

/** Browsers let a page sound only after somebody has used it; before that nothing is heard. */
export async function playSound(tone: Tone, volume: number): Promise<void> {
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume()
  for (const note of sounds[tone]) playNote(context, note, volume)
}

function playNote(context: AudioContext, note: Note, volume: number): void {
  const begin = context.currentTime + note.at
  const loudness = context.createGain()
  const voice = context.createOscillator()
  voice.type = note.wave
  voice.frequency.value = note.hertz
  // A jump in loudness is heard as a click, so it rises and falls.
  loudness.gain.setValueAtTime(0, begin)
  loudness.gain.linearRampToValueAtTime(volume * 0.4, begin + 0.01)
  loudness.gain.exponentialRampToValueAtTime(0.0001, begin + note.seconds)
  voice.connect(loudness).connect(context.destination)
  voice.start(begin)
  voice.stop(begin + note.seconds)
}
