/** The one reader of the event log in a process: woken by the bus, and looking by itself where a hint was lost. */
import { endsOf, type Event, type Kernel, since } from '@parley/core'

const lookEveryMs = 2000
const atOnce = 500

export class Feed {
  /** Everything up to here has been handed on. */
  position = 0n
  #kernel: Kernel
  #handOn: (events: readonly Event[], advance: () => void) => Promise<void>
  #unsubscribe: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined
  #reading: Promise<void> | undefined
  #isStale = false
  #isClosed = false

  /** `handOn` must call `advance` in the same turn in which it puts the events out. */
  constructor(
    kernel: Kernel,
    handOn: (events: readonly Event[], advance: () => void) => Promise<void>,
  ) {
    this.#kernel = kernel
    this.#handOn = handOn
  }

  async start(): Promise<void> {
    this.position = BigInt((await endsOf(this.#kernel.database)).newest)
    this.#unsubscribe = this.#kernel.bus.subscribe('events', () => this.look())
    this.#timer = setInterval(() => this.look(), lookEveryMs)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#unsubscribe?.()
    clearInterval(this.#timer)
    await this.#reading
  }

  /** Never two readings at once; a hint during one makes it look again. */
  look(): void {
    this.#isStale = true
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
  }

  async #read(): Promise<void> {
    try {
      while (this.#isStale && !this.#isClosed) {
        this.#isStale = false
        const events = await since(this.#kernel.database, String(this.position), atOnce)
        if (events.length === 0) continue
        if (events.length === atOnce) this.#isStale = true
        await this.#handOn(events, () => {
          this.position = BigInt(events.at(-1)!.id)
        })
      }
    } catch (err) {
      // the next look tries again from the same place
      this.#kernel.log.warn({ err }, 'the event log could not be read')
    }
  }
}
