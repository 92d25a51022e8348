/** A person's own last line, below every reply in their words. */

/** What goes out. Nothing said needs no signature. */
export function withSignature(text: string, signature: string): string {
  return text.trim() && signature ? `${text.trim()}\n${signature}` : text.trim()
}

/** Of what is taken back into the composer: it gets its signature again when it goes out. */
export function withoutSignature(text: string, signature: string): string {
  const end = `\n${signature}`
  return signature && text.endsWith(end) ? text.slice(0, -end.length) : text
}
