/** What the kernel counts. A plugin that exposes metrics passes its own; the default counts nothing. */
export interface Meters {
  /** Inbound events of one committed batch. */
  batch(events: number): void
  delivery(state: string): void
  rejected(reason: string): void
  acknowledged(seconds: number): void
  sent(channel: string, result: string): void
  /** Look-ups that a cache spared the database, and those that it did not. */
  cached(cache: 'people' | 'sessions', counts: { hits: number; misses: number }): void
}

export const noMeters: Meters = {
  batch: () => undefined,
  delivery: () => undefined,
  rejected: () => undefined,
  acknowledged: () => undefined,
  sent: () => undefined,
  cached: () => undefined,
}
