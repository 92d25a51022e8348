/** `multipart/form-data`, read at once: the stateless API may not wait for `Response.formData()`. */
import { GraphError } from './graph-error.ts'
import type { UploadedFile } from './part.ts'

export interface Form {
  readonly fields: readonly (readonly [string, string])[]
  readonly files: Readonly<Record<string, UploadedFile>>
}

export function readMultipart(body: Uint8Array, type: string): Form {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1]
  if (!boundary || !bytes.includes(`--${boundary}`))
    throw new GraphError({ code: 100, message: '(#100) The multipart body cannot be read' })
  const fields: [string, string][] = []
  const files: Record<string, UploadedFile> = {}
  for (const part of partsOf(bytes, boundary)) {
    const { name, filename, mime, content } = readPart(part)
    if (filename === undefined) fields.push([name, content.toString('utf8')])
    else files[name] = { bytes: content, mime, name: filename }
  }
  return { fields, files }
}

function partsOf(bytes: Buffer, boundary: string): Buffer[] {
  const parts: Buffer[] = []
  const mark = `--${boundary}`
  let start = bytes.indexOf(mark)
  while (start >= 0) {
    const from = start + mark.length + 2
    const next = bytes.indexOf(`\r\n${mark}`, from - 2)
    if (next < 0) break
    parts.push(bytes.subarray(from, next))
    start = next + 2
  }
  return parts
}

function readPart(part: Buffer): {
  name: string
  filename?: string
  mime: string
  content: Buffer
} {
  const end = part.indexOf('\r\n\r\n')
  const head = part.subarray(0, Math.max(end, 0)).toString('utf8')
  const filename = /filename="([^"]*)"/i.exec(head)?.[1]
  return {
    name: /[ ;]name="([^"]*)"/i.exec(head)?.[1] ?? '',
    mime: /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? 'text/plain',
    content: part.subarray(end + 4),
    ...(filename !== undefined && { filename }),
  }
}
