/** What a person does themselves is shown at once, even in a list that otherwise stands still. */
const listeners = new Set<() => void>()

export function onOwnChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function announceOwnChange(): void {
  for (const listener of listeners) listener()
}
