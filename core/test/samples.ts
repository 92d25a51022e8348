/** Small files of many types, made here. */
import { crc32, deflateSync } from 'node:zlib'

import sharp from 'sharp'

export async function jpeg({ exif = false, width = 64, height = 48 } = {}): Promise<Buffer> {
  const image = sharp({ create: { width, height, channels: 3, background: '#c33' } }).jpeg()
  if (!exif) return image.toBuffer()
  return image
    .withExif({
      IFD0: { Copyright: 'secret owner' },
      IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><script>alert(1)</script></x:xmpmeta>')
    .toBuffer()
}

export function png(width = 40, height = 30): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 4, background: '#36c8' } })
    .png()
    .toBuffer()
}

export function webp(): Promise<Buffer> {
  return sharp({ create: { width: 20, height: 20, channels: 3, background: '#3a3' } })
    .webp()
    .toBuffer()
}

/** A sticker that moves. */
export function movingWebp(size = 512): Promise<Buffer> {
  return moving(3, size)
    .webp({ quality: 20, delay: [50, 50, 50] })
    .toBuffer()
}

/** A GIF of so many frames, each of another colour. */
export function gif(frames = 1, size = 16): Promise<Buffer> {
  return moving(frames, size)
    .gif({ delay: Array.from({ length: frames }, () => 50) })
    .toBuffer()
}

function moving(frames: number, size: number) {
  const pixels = Buffer.alloc(size * size * frames * 3)
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = (Math.floor(i / (size * size * 3)) * 97 * ((i % 3) + 1)) % 256
  const raw = { width: size, height: size * frames, channels: 3, pageHeight: size } as const
  return sharp(pixels, { raw })
}

/** A picture that claims to be huge and is a few bytes long. */
export function pixelBomb(width: number, height: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const body = deflateSync(Buffer.alloc(1_000_000))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', body),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const named = Buffer.concat([Buffer.from(name), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)
export const elf = Buffer.concat([Buffer.from('7f454c4602010100', 'hex'), Buffer.alloc(100)])
export const exe = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])

/** Sound of a second and a half, as OGG with Opus: a head and a last page. */
export function ogg(ms = 1500): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead')
  head.set([1, 1], 8)
  head.writeUInt16LE(312, 10)
  head.writeUInt32LE(48_000, 12)
  return Buffer.concat([
    oggPage(head, { flags: 2, granule: 0n, at: 0 }),
    oggPage(Buffer.from('sound'), { flags: 4, granule: BigInt(ms * 48 + 312), at: 1 }),
  ])
}

function oggPage(
  body: Buffer,
  { flags, granule, at }: { flags: number; granule: bigint; at: number },
): Buffer {
  const head = Buffer.alloc(28)
  head.write('OggS')
  head[5] = flags
  head.writeBigInt64LE(granule, 6)
  head.writeUInt32LE(7, 14)
  head.writeUInt32LE(at, 18)
  head[26] = 1
  head[27] = body.length
  return Buffer.concat([head, body])
}

export function wav(ms = 500): Buffer {
  const data = Buffer.alloc(16 * ms)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** A film by its boxes: a type, and a head that says how long it is. */
export function mp4(ms = 2500): Buffer {
  const mvhd = Buffer.alloc(100)
  mvhd.writeUInt32BE(1000, 12)
  mvhd.writeUInt32BE(ms, 16)
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0isommp42')),
    box('mdat', Buffer.from('frames')),
    box('moov', box('mvhd', mvhd)),
  ])
}

function box(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(name, 4)
  return Buffer.concat([head, body])
}

/** An archive with these files, uncompressed. */
export function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50)
    head.writeUInt16LE(20, 4)
    head.writeUInt32LE(crc32(text), 14)
    head.writeUInt32LE(text.length, 18)
    head.writeUInt32LE(text.length, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    head.copy(entry, 6, 4, 30)
    entry.writeUInt32LE(at, 42)
    const part = Buffer.concat([head, Buffer.from(name), Buffer.from(text)])
    parts.push(part)
    directory.push(entry, Buffer.from(name))
    at += part.length
  }
  const index = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(index.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, index, end])
}

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'
export function docx(type = word): Buffer {
  return zip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="${type}"/></Types>`,
    'word/document.xml': '<w:document/>',
  })
}
