/** Chance that can be repeated: the same numbers for the same seed. */
export interface Chance {
  readonly seed: number
  /** 0 to 1. */
  next(): number
  /** A whole number below `limit`. */
  below(limit: number): number
  pick<T>(values: readonly T[]): T
}

/** `TEST_SEED` repeats a run. Say the seed with `t.comment`. */
export function openChance(
  seed = Number(process.env['TEST_SEED'] ?? Date.now() % 2 ** 31),
): Chance {
  let state = seed
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  function below(limit: number): number {
    return Math.floor(next() * limit)
  }
  return { seed, next, below, pick: (values) => values[below(values.length)]! }
}
