/** Faces, stories and posts that nobody photographed: a PNG that follows from a name. */
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

/** A mirrored pattern of blocks in two colours. */
export function pngOf(name: string, size = 160): Buffer {
  const hash = createHash('sha256').update(name).digest()
  const [ink, paper] = coloursOf(hash)
  const cell = size / 8
  const rows = Array.from({ length: size }, (_, y) => {
    const row = Buffer.alloc(1 + size * 3)
    for (let x = 0; x < size; x++)
      row.set(isInked(hash, Math.floor(x / cell), Math.floor(y / cell)) ? ink : paper, 1 + x * 3)
    return row
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // eight bits, RGB
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function isInked(hash: Buffer, column: number, row: number): boolean {
  const left = Math.min(column, 7 - column) - 1
  if (left < 0 || row < 1 || row > 6) return false
  const bit = (row - 1) * 3 + left
  return (((hash[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1
}

function coloursOf(hash: Buffer): [number[], number[]] {
  const ink = [hash[29] ?? 0, hash[30] ?? 0, hash[31] ?? 0].map((value) => 40 + (value % 120))
  return [ink, ink.map((value) => 255 - Math.floor((160 - value) / 5))]
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
