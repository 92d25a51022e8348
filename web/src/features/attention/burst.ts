/** Many messages at once are one sound. */
export interface Burst {
  /** True when enough quiet lies between the last sound and now. */
  mayStart(now: number): boolean
}

export function createBurst(gapMs: number): Burst {
  let last = -Infinity
  return {
    mayStart(now) {
      const isNew = now - last >= gapMs
      // Within a burst the clock starts anew, so a steady stream stays one sound.
      last = now
      return isNew
    },
  }
}
