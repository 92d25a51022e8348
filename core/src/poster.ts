import { canTranscode, convert, isReadable } from './ffmpeg.ts'
import { encodePicture, type Picture } from './images.ts'

/** The first picture of a film, decoded and written anew as any other. Undefined where it has none, cannot be read in a few seconds, or the machine has no ffmpeg: a film is good without. */
export async function posterOf(path: string, mime: string): Promise<Picture | undefined> {
  if (!mime.startsWith('video/') || !isReadable(mime) || !(await canTranscode())) return undefined
  const frame = `${path}.frame`
  const output = [
    '-an',
    '-threads',
    '1',
    '-frames:v',
    '1',
    '-c:v',
    'png',
    '-f',
    'image2',
    '-update',
    '1',
    frame,
  ]
  const done = last.then(async () => {
    await convert({ path, mime }, output, timeoutMs)
    return encodePicture(frame, 'image/png')
  })
  last = done.catch(() => undefined)
  return done.catch(() => undefined)
}

const timeoutMs = 15_000
// one at a time: a decoded film takes much more memory than its file
let last: Promise<unknown> = Promise.resolve()
