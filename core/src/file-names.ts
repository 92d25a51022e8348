/** Names of files as people gave them, made harmless for every screen, header and disk. */

const extensions: Record<string, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'video/mp4': ['mp4', 'm4v'],
  'video/3gpp': ['3gp'],
  'video/webm': ['webm'],
  'video/quicktime': ['mov'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'audio/ogg': ['ogg', 'opus', 'oga'],
  'audio/wav': ['wav'],
  'audio/webm': ['webm', 'weba'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
}
const mostBytes = 255

/** Never empty, never a path, at most 255 bytes, with the ending that its content has. */
export function cleanName(given: string | null, mime: string, kind: string): string {
  const base = (given ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/.*[\\/]/gs, '')
    // control characters, and those that turn the direction of what follows
    .replaceAll(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF\uFFFD]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(base) ? `_${base}` : base
  return shorten(withExtension(safe || kind, mime))
}

function withExtension(name: string, mime: string): string {
  const fitting = extensions[mime]
  const [extension] = fitting ?? []
  if (!extension || fitting?.some((each) => name.toLowerCase().endsWith(`.${each}`))) return name
  return mime.startsWith('text/') && /\.\w{1,8}$/.test(name) ? name : `${name}.${extension}`
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name
  const extension = /\.\w{1,10}$/.exec(name)?.[0] ?? ''
  const letters = Array.from(name.slice(0, name.length - extension.length))
  while (Buffer.byteLength(letters.join('') + extension) > mostBytes) letters.pop()
  return letters.join('') + extension
}
