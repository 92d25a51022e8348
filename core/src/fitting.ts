/** Makes uploads fit the channel that they go out on: pictures in a format and size that it takes, stickers, voice notes. */
import { stat } from 'node:fs/promises'

import type { Limits, MediaLimit } from './adapter.ts'
import { hashOf, type Prepared, receive } from './file-store.ts'
import { findFile, openFile } from './files.ts'
import { encodePicture, isMovingSquare, isPicture, type Shape } from './images.ts'
import type { Kernel } from './kernel.ts'
import type { Upload } from './steps.ts'
import { replaceUpload } from './uploads.ts'
import { transcodeVoice } from './voice.ts'

type Part = Pick<Kernel, 'database' | 'config' | 'log'>
export interface Wish {
  readonly limits: Limits
  readonly voice?: boolean | undefined
  readonly sticker?: boolean | undefined
}

/** What fits already, or cannot be made to, stays as it is: the plan then says why it is refused. */
export async function fit(kernel: Part, upload: Upload, wish: Wish): Promise<void> {
  const { image, sticker, voice } = wish.limits.media
  if (wish.voice && voice) await transcodeVoice(kernel, upload.id, voice.mime)
  else if (wish.sticker && sticker) await refit(kernel, upload, stickers)
  else if (isUnfit(upload, image))
    await refit(kernel, upload, { ...pictures, maxBytes: image.maxBytes })
}

// an animation would lose its movement
function isUnfit({ mime, bytes }: Upload, limit: MediaLimit | undefined): limit is MediaLimit {
  if (!limit?.mime.includes('image/jpeg') || !isPicture(mime) || mime === 'image/gif') return false
  return !limit.mime.includes(mime) || bytes > limit.maxBytes
}

interface Fitting {
  readonly mime: string
  readonly kind: string
  readonly maxBytes: number
  /** Tried in this order until the file is small enough. */
  readonly shapes: readonly Shape[]
}
const pictures = {
  mime: 'image/jpeg',
  kind: 'image',
  shapes: [
    { maxPx: 8192, quality: 85 },
    { maxPx: 4096, quality: 80 },
    { maxPx: 2560, quality: 75 },
  ],
}
const stickers: Fitting = {
  mime: 'image/webp',
  kind: 'sticker',
  maxBytes: 100_000,
  shapes: [85, 60, 35, 10].map((quality) => ({ maxPx: 512, isSquare: true, quality })),
}

async function refit(kernel: Part, upload: Upload, fitting: Fitting): Promise<void> {
  const file = await findFile(kernel, upload.id)
  if (!file || !isPicture(file.mime)) return
  const received = await receive(kernel.config, await openFile(kernel, file), file.bytes)
  try {
    if (file.mime === 'image/webp' && (await isMovingSticker(received, fitting))) return
    const made = await smallEnough(received.path, fitting)
    if (made) await replaceUpload(kernel, file, { made, kind: fitting.kind })
  } catch (error) {
    kernel.log.warn({ err: error, attachmentId: file.id }, 'a picture could not be fitted')
  } finally {
    await received.remove()
  }
}

/** A sticker that moves already as it must is left alone: written anew it would stand still. */
async function isMovingSticker(
  { path, bytes }: { readonly path: string; readonly bytes: number },
  { kind }: Fitting,
): Promise<boolean> {
  return kind === 'sticker' && bytes <= movingBytes && isMovingSquare(path, 512)
}

const movingBytes = 500_000

async function smallEnough(
  path: string,
  { mime, maxBytes, shapes }: Fitting,
): Promise<Prepared | undefined> {
  for (const shape of shapes) {
    const picture = await encodePicture(path, mime, shape)
    const { size: bytes } = await stat(picture.path)
    if (bytes <= maxBytes)
      return { ...picture, mime, bytes, sha256: await hashOf(picture.path), durationMs: null }
  }
  return undefined
}
