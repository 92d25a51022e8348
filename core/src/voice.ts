/** Voice notes: sound as the platforms play it natively, OGG with Opus in mono, made by ffmpeg where the machine has it. */
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

import { cleanName } from './file-names.ts'
import { hashOf, keep, prepare, receive } from './file-store.ts'
import { findFile, openFile, type Servable } from './files.ts'
import type { Kernel } from './kernel.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>
const run = promisify(execFile)
const native = 'audio/ogg'

let isThere: Promise<boolean> | undefined
/** False: a recording goes out as the browser made it, where the channel takes that. */
export function canTranscode(): Promise<boolean> {
  isThere ??= run('ffmpeg', ['-version']).then(
    () => true,
    () => false,
  )
  return isThere
}

/** For an upload that goes out as a voice note. It stays as it is without ffmpeg, when it is native already, and when it is no sound. */
export async function transcodeVoice(kernel: Part, attachmentId: string): Promise<void> {
  const file = await findFile(kernel, attachmentId)
  if (!file || !readers[file.mime] || !(await canTranscode())) return
  try {
    await transcode(kernel, file)
  } catch (error) {
    kernel.log.warn({ err: error, attachmentId }, 'a voice note was not transcoded')
  }
}

// the reader is named: left to guess, ffmpeg would take a playlist that names other files for sound
const readers: Record<string, string> = {
  'audio/webm': 'matroska',
  'video/webm': 'matroska',
  'audio/mp4': 'mov',
  'audio/3gpp': 'mov',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
}
const output = ['-vn', '-map', '0:a:0', '-ac', '1', '-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg']

async function transcode(kernel: Part, file: Servable): Promise<void> {
  const received = await receive(kernel.config, await openFile(kernel, file), file.bytes)
  try {
    const path = `${received.path}.ogg`
    const input = [
      '-nostdin',
      '-y',
      '-protocol_whitelist',
      'file',
      '-f',
      readers[file.mime]!,
      '-i',
      received.path,
    ]
    await run('ffmpeg', ['-loglevel', 'error', ...input, ...output, path], { timeout: 60_000 })
    const { size } = await stat(path)
    const made = await prepare({ path, bytes: size, sha256: await hashOf(path) }, native)
    const name = cleanName((file.name ?? '').replace(/\.\w{1,5}$/, ''), native, 'voice')
    await kernel.database.hotTransaction(async (sql) => {
      await keep(sql, kernel.config, made)
      await sql.query(
        `update attachments set sha256 = $2, mime = $3, bytes = $4, duration_ms = $5, name = $6, kind = 'audio'
         where id = $1 and message_id is null`,
        [file.id, made.sha256, native, made.bytes, made.durationMs, name],
      )
    })
  } finally {
    await received.remove()
  }
}
