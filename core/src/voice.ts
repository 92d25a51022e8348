/** Voice notes: sound as the platform plays it natively, made by ffmpeg where the machine has it. */
import { stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'

import { canTranscode, convert, isReadable } from './ffmpeg.ts'
import { hashOf, prepare, receive } from './file-store.ts'
import { findFile, openFile, type Servable } from './files.ts'
import type { Kernel } from './kernel.ts'
import { replaceUpload } from './uploads.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>

/** Makes one of `wanted` of an upload that goes out as a voice note. It stays as it is without ffmpeg, when it is right already, and when it is no sound. */
export async function transcodeVoice(
  kernel: Part,
  attachmentId: string,
  wanted: readonly string[] = ['audio/ogg'],
): Promise<void> {
  const file = await findFile(kernel, attachmentId)
  const mime = wanted.find((each) => each in writers)
  if (!file || !mime || !isReadable(file.mime) || !(await canTranscode())) return
  if (wanted.includes(file.mime) && (await isNative(kernel, file))) return
  try {
    await transcode(kernel, file, mime)
  } catch (error) {
    kernel.log.warn({ err: error, attachmentId }, 'a voice note was not transcoded')
  }
}

/** Sound in OGG may be stereo, or no Opus: then platforms play it as a file. https://www.rfc-editor.org/rfc/rfc7845#section-5.1 */
async function isNative(kernel: Part, file: Servable): Promise<boolean> {
  if (file.mime !== 'audio/ogg') return true
  const end = Math.min(file.bytes, 256) - 1
  const start = await buffer(await openFile(kernel, file, { range: { start: 0, end } }))
  const head = start.indexOf('OpusHead')
  return head >= 0 && start[head + 9] === 1
}

const writers: Record<string, readonly string[]> = {
  'audio/ogg': ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'],
  'audio/mp4': ['-c:a', 'aac', '-b:a', '64k', '-movflags', '+faststart', '-f', 'ipod'],
  'audio/mpeg': ['-c:a', 'libmp3lame', '-b:a', '64k', '-f', 'mp3'],
}

async function transcode(kernel: Part, file: Servable, mime: string): Promise<void> {
  const received = await receive(kernel.config, await openFile(kernel, file), file.bytes)
  try {
    const path = `${received.path}.voice`
    const output = ['-vn', '-map', '0:a:0', '-ac', '1', ...writers[mime]!, path]
    await convert({ path: received.path, mime: file.mime }, output, 60_000)
    const { size } = await stat(path)
    const made = await prepare({ path, bytes: size, sha256: await hashOf(path) }, mime)
    await replaceUpload(kernel, file, { made, kind: 'voice' })
  } finally {
    await received.remove()
  }
}
