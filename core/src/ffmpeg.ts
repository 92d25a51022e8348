/** ffmpeg, where the machine has it. It reads only the file that it is given, and only as what that is. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

let isThere: Promise<boolean> | undefined
/** False: a recording goes out as the browser made it, where the channel takes that, and films have no picture. */
export function canTranscode(): Promise<boolean> {
  isThere ??= run('ffmpeg', ['-version']).then(
    () => true,
    () => false,
  )
  return isThere
}

/** Whether a file of this type can be read. */
export function isReadable(mime: string): boolean {
  return mime in readers
}

// the reader is named: left to guess, ffmpeg would take a playlist that names other files for sound
const readers: Record<string, string> = {
  'audio/webm': 'matroska',
  'video/webm': 'matroska',
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/3gpp': 'mov',
  'video/ogg': 'ogg',
  'video/x-msvideo': 'avi',
  'audio/mp4': 'mov',
  'audio/3gpp': 'mov',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
}

/** Reads `path` as `mime`; `output` is what to make of it, and where. */
export async function convert(
  { path, mime }: { readonly path: string; readonly mime: string },
  output: readonly string[],
  timeoutMs: number,
): Promise<void> {
  const input = ['-protocol_whitelist', 'file', '-f', readers[mime]!, '-i', path]
  await run('ffmpeg', ['-loglevel', 'error', '-nostdin', '-y', ...input, ...output], {
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
}
