/** The length of a text against a limit of the channel, in the channel's own unit. */
import type { TextLimit } from './adapter.ts'
import { refuse } from './errors.ts'
import { measure } from './kit.ts'

/** Refuses with the rule in words; nothing is ever cut silently. */
export function checkText(
  text: string,
  limit: TextLimit | undefined,
  { pointer, what }: { pointer: string; what: string },
): void {
  if (!limit) return
  const length = measure(text, limit.unit)
  if (length <= limit.max) return
  const unit = {
    utf16: 'characters',
    codepoint: 'characters',
    grapheme: 'characters',
    byte: 'bytes',
  }[limit.unit]
  throw refuse('text_too_long', {
    detail: `${what} has at most ${limit.max} ${unit}; this has ${length}`,
    errors: [{ pointer, message: `${length} of ${limit.max} ${unit}` }],
    extra: { limit: limit.max, unit: limit.unit, length },
  })
}
