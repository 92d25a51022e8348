/** One tab speaks for all of a person's tabs: it holds a lock that the browser hands on when the tab goes. */

export interface Leader {
  isLeading(): boolean
  resign(): void
}

/** Where the browser has no locks (a page without TLS), every tab leads. */
export function runForLeader(name: string, locks: LockManager | undefined): Leader {
  if (!locks) return { isLeading: () => true, resign: () => {} }
  const { promise: over, resolve: resign } = Promise.withResolvers<void>()
  const stop = new AbortController()
  let isLeading = false
  locks
    .request(name, { signal: stop.signal }, async () => {
      isLeading = true
      await over
      isLeading = false
    })
    .catch(() => {
      // It was still waiting when it gave up.
    })
  return {
    isLeading: () => isLeading,
    resign() {
      isLeading = false
      resign()
      stop.abort()
    },
  }
}
