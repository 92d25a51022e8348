/** Pictures: really decoded and written anew, so that nothing but pixels is kept. */
import type { Metadata, Sharp } from 'sharp'

import { refuse } from './errors.ts'

export interface Picture {
  readonly path: string
  readonly width: number
  readonly height: number
  /** A small WebP beside it. */
  readonly thumbnail: string
}
const most = 40_000_000
const thumbnailPx = 480

/** Types that become pictures; any other kind of image is kept as a file. */
export function isPicture(mime: string): boolean {
  return mime in formats
}

const formats: Record<string, (image: Sharp, quality: number) => Sharp> = {
  'image/jpeg': (image, quality) => image.flatten({ background: '#fff' }).jpeg({ quality }),
  'image/png': (image) => image.png(),
  'image/webp': (image, quality) => image.webp({ quality }),
  'image/gif': (image) => image.gif(),
}

/** How a picture is to be made smaller, where a channel asks for it. */
export interface Shape {
  readonly maxPx: number
  /** In the middle of a square that can be seen through. */
  readonly isSquare?: boolean
  readonly quality: number
}

let last: Promise<unknown> = Promise.resolve()

/** Writes `<path>.image` and `<path>.thumb`. One at a time: a decoded picture takes much more memory than its file. */
export function encodePicture(path: string, mime: string, shape?: Shape): Promise<Picture> {
  const done = last.then(() => encode(path, mime, shape))
  last = done.catch(() => undefined)
  return done
}

async function encode(path: string, mime: string, shape?: Shape): Promise<Picture> {
  const sharp = await loadSharp()
  const options = { limitInputPixels: most, failOn: 'error', sequentialRead: true } as const
  try {
    const isMoving = !shape && isAnimation(await sharp(path, options).metadata())
    const image = sharp(path, { ...options, pages: isMoving ? -1 : 1 }).autoOrient()
    const shaped = shape ? resized(image, shape) : image
    const written = await formats[mime]!(shaped, shape?.quality ?? 85).toFile(`${path}.image`)
    await sharp(`${path}.image`, { ...options, pages: 1 })
      .resize(thumbnailPx, thumbnailPx, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .toFile(`${path}.thumb`)
    return {
      path: `${path}.image`,
      thumbnail: `${path}.thumb`,
      width: written.width,
      height: written.pageHeight ?? written.height,
    }
  } catch (cause) {
    throw Object.assign(refuse('unreadable_file', { detail: 'The picture cannot be read' }), {
      cause,
    })
  }
}

/** Whether a picture moves, and has exactly this size. */
export async function isMovingSquare(path: string, px: number): Promise<boolean> {
  const sharp = await loadSharp()
  const {
    pages = 1,
    width,
    height,
    pageHeight = height,
  } = await sharp(path, {
    limitInputPixels: most,
  }).metadata()
  return pages > 1 && width === px && pageHeight === px
}

/** An animation stays one while it is small; of a long one the first frame is kept. */
function isAnimation({ width, height, pages = 1, pageHeight = height }: Metadata): boolean {
  return pages > 1 && pages <= 200 && pages * width * pageHeight <= most
}

function resized(image: Sharp, { maxPx, isSquare = false }: Shape): Sharp {
  return isSquare
    ? image.resize(maxPx, maxPx, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
    : image.resize(maxPx, maxPx, { fit: 'inside', withoutEnlargement: true })
}

let loaded: Promise<typeof import('sharp').default> | undefined

// loaded with the first picture: the library takes memory that a server without one does not need
function loadSharp(): Promise<typeof import('sharp').default> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({
      operation: [
        'VipsForeignLoadJpegFile',
        'VipsForeignLoadPngFile',
        'VipsForeignLoadWebpFile',
        'VipsForeignLoadNsgifFile',
      ],
    })
    return sharp
  })
  return loaded
}
