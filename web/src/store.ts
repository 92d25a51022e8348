/** Holds the state, feeds events to `applyEvent` once per frame, and keeps fetches and events in order. */
import { createStore, type StoreApi } from 'zustand/vanilla'

import { type AppEvent, applyEvent } from './store/apply-event.ts'
import { emptyState, type State } from './store/state.ts'

export class Store {
  readonly api: StoreApi<State>
  #waiting: AppEvent[] = []
  #records = new Set<AppEvent[]>()
  #schedule: (flush: () => void) => void

  constructor(schedule: (flush: () => void) => void) {
    this.api = createStore(() => emptyState)
    this.#schedule = schedule
  }

  get state(): State {
    return this.api.getState()
  }

  /** Applies at once, after whatever still waits. */
  dispatch(...events: AppEvent[]): void {
    const all = [...this.#waiting, ...events]
    this.#waiting = []
    if (all.length > 0) this.api.setState(all.reduce(applyEvent, this.state), true)
  }

  /** Applies with the next frame, together with everything else that arrives until then. */
  enqueue(event: AppEvent): void {
    for (const record of this.#records) record.push(event)
    this.#waiting.push(event)
    if (this.#waiting.length === 1) this.#schedule(() => this.dispatch())
  }

  /**
   * Runs a fetch and dispatches what it gives. Events that arrived meanwhile are applied again on top: the answer may be
   * older than they are, and each carries the whole entity.
   */
  async load<T>(fetch: () => Promise<T>, toEvents: (answer: T) => readonly AppEvent[]): Promise<T> {
    const record: AppEvent[] = []
    this.#records.add(record)
    try {
      const answer = await fetch()
      this.dispatch(...toEvents(answer), ...record)
      return answer
    } finally {
      this.#records.delete(record)
    }
  }

  /** Another person signs in: nothing of the last one stays. */
  clear(): void {
    this.#waiting = []
    this.#records.clear()
    this.api.setState({ ...emptyState, link: this.state.link }, true)
  }
}

/** Once per frame while the page is seen; frames stop in a hidden tab, so there a timer. */
export function onFrame(flush: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(flush)
  else setTimeout(flush, 250)
}
