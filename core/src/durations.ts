/** How long a sound or a film lasts, read from the few bytes that say so. */
import { type FileHandle, open } from 'node:fs/promises'

const most = 24 * 3_600_000

/** In milliseconds; null where the format does not say it at once. */
export async function durationOf(path: string, mime: string): Promise<number | null> {
  const read = readers[mime]
  if (!read) return null
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const ms = await read(file, size)
    return ms !== undefined && ms > 0 && ms < most ? Math.round(ms) : null
  } catch {
    // a damaged head is no reason to refuse the file
    return null
  } finally {
    await file.close()
  }
}

type Reader = (file: FileHandle, size: number) => Promise<number | undefined>
const readers: Record<string, Reader> = {
  'audio/ogg': oggDuration,
  'audio/wav': wavDuration,
  'audio/mp4': mp4Duration,
  'video/mp4': mp4Duration,
  'video/quicktime': mp4Duration,
  'video/3gpp': mp4Duration,
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position })
  return buffer.subarray(0, bytesRead)
}

// https://www.rfc-editor.org/rfc/rfc7845: the last page's granule position counts samples of 48 kHz, the head says how many to skip
async function oggDuration(file: FileHandle, size: number): Promise<number | undefined> {
  const head = await bytesAt(file, 0, 128)
  const at = head.indexOf('OpusHead')
  const tail = await bytesAt(file, Math.max(0, size - 65_536), Math.min(size, 65_536))
  const page = tail.lastIndexOf('OggS')
  if (at < 0 || page < 0) return undefined
  return (Number(tail.readBigInt64LE(page + 6)) - head.readUInt16LE(at + 10)) / 48
}

async function wavDuration(file: FileHandle, size: number): Promise<number | undefined> {
  const head = await bytesAt(file, 0, 64)
  const bytesPerSecond = head.readUInt32LE(28)
  return bytesPerSecond > 0 ? ((size - 44) / bytesPerSecond) * 1000 : undefined
}

// ISO 14496-12: boxes of a size and a name; moov holds mvhd, which holds units and length
async function mp4Duration(file: FileHandle, size: number): Promise<number | undefined> {
  const moov = await findBox(file, 'moov', { from: 0, to: size })
  const mvhd = moov && (await findBox(file, 'mvhd', moov))
  if (!mvhd) return undefined
  const body = await bytesAt(file, mvhd.from, 32)
  const isLong = body[0] === 1
  const unitsPerSecond = body.readUInt32BE(isLong ? 20 : 12)
  const units = isLong ? Number(body.readBigUInt64BE(24)) : body.readUInt32BE(16)
  return unitsPerSecond > 0 ? (units / unitsPerSecond) * 1000 : undefined
}

interface Place {
  from: number
  to: number
}

async function findBox(file: FileHandle, name: string, within: Place): Promise<Place | undefined> {
  let { from } = within
  for (let i = 0; i < 200 && from + 8 <= within.to; i++) {
    const head = await bytesAt(file, from, 16)
    const short = head.readUInt32BE(0)
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short || within.to - from
    const end = from + length
    if (head.toString('latin1', 4, 8) === name)
      return { from: from + (short === 1 ? 16 : 8), to: end }
    if (length < 8) return undefined
    from = end
  }
  return undefined
}
