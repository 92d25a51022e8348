/** What a file is, by its content. Names and declared types only settle what content leaves open. */
import { open } from 'node:fs/promises'

export interface Declared {
  readonly name: string | null
  /** As the sender says; empty and `application/octet-stream` say nothing. */
  readonly mime: string | null
}
export type FileKind = 'image' | 'video' | 'audio' | 'document'

/** The MIME type of the content; undefined where it is nothing that we keep, such as a program, a page or a drawing with script. */
export async function typeOf(path: string, declared: Declared): Promise<string | undefined> {
  // loaded with the first file, not with the server
  const { fileTypeFromFile } = await import('file-type')
  const found = await fileTypeFromFile(path)
  if (!found) return (await isPlainText(path)) ? textType(declared.name) : undefined
  const mime = plainMime(found.mime)
  if (mime === 'application/x-cfb') return officeType(declared.name)
  return isSound(declared.mime) ? (soundOf[mime] ?? mime) : mime
}

export function kindOf(mime: string): FileKind {
  const [family] = mime.split('/')
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document'
}

/** False where the sender said one thing and the content is another: a page as a picture, a program as a text. */
export function agrees(declared: string | null, mime: string): boolean {
  const said = plainMime(declared ?? '')
  if (said === '' || said === 'application/octet-stream' || said === mime) return true
  const [saidKind, kind] = [kindOf(said), kindOf(mime)]
  if (saidKind === 'image' || kind === 'image') return false
  // one container holds sound with or without a picture
  return saidKind === kind || (saidKind !== 'document' && kind !== 'document')
}

export function isAllowed(mime: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (each) =>
      each === mime ||
      each === '*/*' ||
      (each.endsWith('/*') && mime.startsWith(each.slice(0, -1))),
  )
}

/** Lower case, without parameters, by one name. */
export function plainMime(mime: string): string {
  const plain = mime.split(';')[0]!.trim().toLowerCase()
  return sameAs[plain] ?? plain
}

const sameAs: Record<string, string> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'image/apng': 'image/png',
  'audio/x-m4a': 'audio/mp4',
  'audio/m4a': 'audio/mp4',
  'audio/mp3': 'audio/mpeg',
  'audio/x-wav': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
  'video/x-m4v': 'video/mp4',
}
// recorders write sound alone into a container that is known for video
const soundOf: Record<string, string> = {
  'video/mp4': 'audio/mp4',
  'video/webm': 'audio/webm',
  'video/3gpp': 'audio/3gpp',
  'video/ogg': 'audio/ogg',
}

function isSound(declared: string | null): boolean {
  return plainMime(declared ?? '').startsWith('audio/')
}

// the container of the old office formats says nothing about which one it holds
function officeType(name: string | null): string | undefined {
  const extension = /\.(doc|xls|ppt)$/i.exec(name ?? '')?.[1]?.toLowerCase()
  return (
    extension &&
    {
      doc: 'application/msword',
      xls: 'application/vnd.ms-excel',
      ppt: 'application/vnd.ms-powerpoint',
    }[extension]
  )
}

// a text by its bytes, and a page or a program by what a browser or a shell would make of it
const active =
  /<(?:!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|img|meta|link|style|math|form)\b/i
const activeName =
  /\.(?:html?|xhtml?|xht|shtml|svgz?|xml|xsl|m?js|jsx?|ts|vbs?|wsf|hta|bat|cmd|ps1|sh|py|php|jar|lnk|scr|com|exe|reg|url|desktop|eml|mht)$/i

async function isPlainText(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.alloc(65_536) })
    const start = buffer.subarray(0, bytesRead)
    // control characters of binary formats; tab, line ends and escape are text
    const isBinary = start.some(
      (byte) => byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32),
    )
    return !isBinary && !active.test(start.toString('latin1'))
  } finally {
    await handle.close()
  }
}

function textType(name: string | null): string | undefined {
  if (activeName.test(name ?? '')) return undefined
  return /\.csv$/i.test(name ?? '') ? 'text/csv' : 'text/plain'
}
