/** Counts text as a channel does: Instagram counts bytes, others letters. */
export type TextUnit = 'utf16' | 'codepoint' | 'grapheme' | 'byte'

const encoder = new TextEncoder()
const segmenter = new Intl.Segmenter()

export function measureText(text: string, unit: TextUnit): number {
  switch (unit) {
    case 'utf16':
      return text.length
    case 'byte':
      return encoder.encode(text).length
    case 'codepoint':
      return Array.from(text).length
    case 'grapheme':
      return Array.from(segmenter.segment(text)).length
  }
}

/** At most three emoji and nothing else: drawn large. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim()
  if (!trimmed || trimmed.length > 40) return false
  const parts = Array.from(segmenter.segment(trimmed), (part) => part.segment)
  return parts.length <= 3 && parts.every((part) => /^\p{RGI_Emoji}$/v.test(part))
}
