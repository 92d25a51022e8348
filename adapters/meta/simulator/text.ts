/** An unknown value as text: what a string, a number or a boolean says; nothing else says anything. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
