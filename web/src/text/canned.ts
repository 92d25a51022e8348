/** Canned replies: `/shortcut` at the start of a word, and `{{variables}}` filled from the chat. */
export type Variables = Readonly<Record<string, string | null>>

export interface Filled {
  readonly text: string
  /** Variables without a value; they stay as they were written. */
  readonly missing: readonly string[]
}

export function variablesOf(names: {
  readonly contact: string
  readonly handle: string | null
  readonly user: string
  readonly connection: string
}): Variables {
  const hasName = /\p{L}/u.test(names.contact)
  return {
    'contact.name': hasName ? names.contact : null,
    'contact.firstName': hasName ? (names.contact.split(/\s+/)[0] ?? null) : null,
    'contact.handle': names.handle,
    'user.name': names.user,
    'user.firstName': names.user.split(/\s+/)[0] ?? null,
    'connection.name': names.connection,
  }
}

export function fillVariables(text: string, variables: Variables): Filled {
  const missing: string[] = []
  const filled = text.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (whole, name: string) => {
    const value = variables[name]
    if (value) return value
    missing.push(name)
    return whole
  })
  return { text: filled, missing }
}

/** The `/query` being typed before the caret, or null. */
export function shortcutAt(text: string, caret: number): string | null {
  const match = /(?:^|\s)\/([^\s/]{0,60})$/u.exec(text.slice(0, caret))
  return match ? (match[1] ?? '') : null
}

/** The `@query` being typed before the caret, or null. */
export function mentionAt(text: string, caret: number): string | null {
  const match = /(?:^|\s)@([\p{L}\p{N}._-]{0,40})$/u.exec(text.slice(0, caret))
  return match ? (match[1] ?? '') : null
}

/** The `:query` of an emoji being typed before the caret, or null. */
export function emojiAt(text: string, caret: number): string | null {
  const match = /(?:^|\s):([a-z0-9_+-]{2,30})$/iu.exec(text.slice(0, caret))
  return match ? (match[1] ?? '') : null
}

/** Replaces what was typed from `sign` to the caret. */
export function replaceBefore(
  text: string,
  caret: number,
  { sign, value }: { readonly sign: string; readonly value: string },
): { readonly text: string; readonly caret: number } {
  const start = text.lastIndexOf(sign, caret - 1)
  const before = text.slice(0, start) + value
  return { text: before + text.slice(caret), caret: before.length }
}
