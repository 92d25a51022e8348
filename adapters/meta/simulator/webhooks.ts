/** Webhooks on their way out: gathered, signed, sent, and sent again as Meta does until somebody answers 200. */
import { envelope } from './envelope.ts'
import type { Pending, Update } from './state.ts'
import { callbackOf, isSubscribed, unsubscribe } from './subscription.ts'
import { webhookHeaders, wireText } from './wire.ts'
import type { World } from './world.ts'

export interface WebhookLine {
  readonly id: number
  readonly at: number
  readonly url: string
  readonly body: string
  status: number | 'no answer' | 'not subscribed' | 'pending' | 'given up'
  attempts: number
  tookMs: number
}

const maxLines = 500
const answerMs = 5_000
const gatherMs = 120
const minuteMs = 60_000
const hourMs = 60 * minuteMs
// immediately, then less and less often for 36 hours
const retryDelaysMs = [0, 15_000, minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs]
const dropAfterMs = 36 * hourMs
const onItsWay = Number.MAX_SAFE_INTEGER

export class Webhooks {
  readonly log: WebhookLine[] = []
  readonly #world: World
  readonly #running = new Set<Promise<void>>()
  readonly #lanes = new Map<string, Promise<void>>()
  readonly #retrying: NodeJS.Timeout
  #gathered: Update[] = []
  #gathering: NodeJS.Timeout | undefined
  #lastId: number

  constructor(world: World) {
    this.#world = world
    this.#lastId = Math.max(0, ...world.state.pending.map((each) => each.id))
    // what a stopped platform left behind is due again, wherever the webhook is by now
    for (const pending of world.state.pending) {
      const [first] = pending.updates
      Object.assign(pending, {
        nextAt: Date.now(),
        ...(first && { url: callbackOf(world, first) }),
      })
    }
    this.#retrying = setInterval(() => this.#launchDue(), 100)
    this.#retrying.unref()
  }

  queue(update: Update): void {
    if (!isSubscribed(this.#world, update)) {
      this.#note({ updates: [update], url: '', status: 'not subscribed' })
      return
    }
    const { batch, isShuffled } = this.#world.state.settings.webhooks
    this.#gathered.push(update)
    const isFull = !isShuffled && this.#gathered.length >= batch
    if (isFull) this.#dispatch()
    else this.#gathering ??= setTimeout(() => this.#dispatch(), gatherMs)
  }

  /** Sends a logged body again, as it was. */
  async repeat(id: number): Promise<void> {
    const line = this.log.find((each) => each.id === id)
    if (line) line.status = await this.#post(line.url, line.body)
  }

  /** Lets go of what is held, and tries at once what waits for its next attempt. */
  async flush(): Promise<void> {
    this.#dispatch()
    for (const pending of this.#world.state.pending)
      if (pending.nextAt !== onItsWay) this.#launch(pending)
    await this.drained()
  }

  /** Resolves when nothing is on its way. */
  async drained(): Promise<void> {
    if (this.#gathered.length > 0) this.#dispatch()
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  close(): void {
    clearInterval(this.#retrying)
    clearTimeout(this.#gathering)
  }

  /** Makes deliveries of what was gathered. */
  #dispatch(): void {
    clearTimeout(this.#gathering)
    this.#gathering = undefined
    const { batch, isShuffled, copies } = this.#world.state.settings.webhooks
    const updates = isShuffled ? this.#gathered.toReversed() : this.#gathered
    this.#gathered = []
    for (const group of this.#groups(updates, Math.max(batch, 1)))
      for (let copy = 0; copy < Math.max(copies, 1); copy++) this.#send(group)
    this.#world.changed()
  }

  #send({ url, updates }: { url: string; updates: readonly Update[] }): void {
    const { delayMs, isHeld } = this.#world.state.settings.webhooks
    const firstAt = Date.now()
    this.#lastId += 1
    const pending: Pending = {
      id: this.#lastId,
      url,
      updates: [...updates],
      attempts: 0,
      firstAt,
      nextAt: firstAt + delayMs,
    }
    this.#world.state.pending.push(pending)
    this.#note({ id: pending.id, url, updates, status: 'pending' })
    if (delayMs === 0 && !isHeld) this.#launch(pending)
  }

  /** Updates that may share a POST: same address, same object. */
  #groups(updates: readonly Update[], size: number): { url: string; updates: Update[] }[] {
    const groups: { url: string; updates: Update[] }[] = []
    for (const update of updates) {
      const url = callbackOf(this.#world, update)
      const last = groups.at(-1)
      const fits = last?.url === url && last.updates[0]?.object === update.object
      if (last && fits && last.updates.length < size) last.updates.push(update)
      else groups.push({ url, updates: [update] })
    }
    return groups
  }

  #launchDue(): void {
    if (this.#world.state.settings.webhooks.isHeld) return
    for (const pending of this.#world.state.pending)
      if (pending.nextAt <= Date.now()) this.#launch(pending)
  }

  /** One at a time for each entry, so that an undisturbed thread arrives in order. */
  #launch(pending: Pending): void {
    pending.nextAt = onItsWay
    const lane = `${pending.url} ${pending.updates[0]?.entry}`
    const turn = (this.#lanes.get(lane) ?? Promise.resolve()).then(() => this.#attempt(pending))
    this.#lanes.set(lane, turn)
    this.#running.add(turn)
    void turn.finally(() => this.#running.delete(turn))
  }

  async #attempt(pending: Pending): Promise<void> {
    const line = this.log.find((each) => each.id === pending.id)
    const started = Date.now()
    const body = line?.body ?? wireText(envelope(pending.updates))
    const status = await this.#post(pending.url, body)
    pending.attempts += 1
    const tookMs = Date.now() - started
    if (line) Object.assign(line, { status, attempts: pending.attempts, tookMs })
    if (status === 200) this.#remove(pending)
    else this.#reschedule(pending, line)
    this.#world.changed()
  }

  #reschedule(pending: Pending, line: WebhookLine | undefined): void {
    const { retrySpeed, givesUp } = this.#world.state.settings.webhooks
    const failingMs = (Date.now() - pending.firstAt) * retrySpeed
    const isHopeless = givesUp && failingMs > hourMs
    if (isHopeless) unsubscribe(this.#world, pending)
    if (isHopeless || failingMs > dropAfterMs) {
      this.#remove(pending)
      if (line) line.status = 'given up'
      return
    }
    const step = Math.min(pending.attempts, retryDelaysMs.length) - 1
    pending.nextAt = Date.now() + (retryDelaysMs[step] ?? 0) / retrySpeed
  }

  #remove(pending: Pending): void {
    const { state } = this.#world
    state.pending = state.pending.filter((each) => each !== pending)
  }

  #note(
    line: Pick<WebhookLine, 'url' | 'status'> & { updates: readonly Update[]; id?: number },
  ): void {
    const { updates, url, status, id = 0 } = line
    const body = wireText(envelope(updates))
    this.log.push({ id, at: Date.now(), url, body, status, attempts: 0, tookMs: 0 })
    if (this.log.length > maxLines) this.log.shift()
  }

  async #post(url: string, body: string): Promise<number | 'no answer'> {
    const bytes = new TextEncoder().encode(body)
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: webhookHeaders(bytes, this.#world.app.secret),
        body: bytes,
        redirect: 'manual',
        signal: AbortSignal.timeout(answerMs),
      })
      await response.arrayBuffer()
      return response.status
    } catch {
      return 'no answer'
    }
  }
}
