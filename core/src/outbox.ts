/** Flow 2: drains the queued messages. Claimed by lease and fence, in order per chat, at most once unless the platform surely refused. */
import type { Failure, OutboundMedia, SendResult, Step } from './adapter.ts'
import { ourKey } from './batch.ts'
import { type Claimed, claim, closedMeanwhile, openNow, recoverLost, release } from './claims.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import { settle } from './settle.ts'
import type { PlannedMedia, PlannedStep } from './steps.ts'
import { openThrottle, type Throttle } from './throttle.ts'

export interface Outbox {
  /** Sends what is due until nothing is. */
  drain(): Promise<void>
  /** Stops claiming, and waits for the sends under way. */
  close(): Promise<void>
}
/** Opens the bytes of an attachment, and a link that a platform can fetch. */
export type OpenMedia = (
  media: PlannedMedia,
  channel: string,
) => Promise<{
  url: string
  isPublic: boolean
  open(): Promise<Uint8Array<ArrayBuffer>>
  mime: string
  bytes: number
  name: string
}>

const pollMs = 1000
const atOnce = 20

/** The worker of this process. Woken by the bus; polling is the safety net, so a lost hint costs a second, never a message. */
export function startOutbox(kernel: Kernel, openMedia: OpenMedia): Outbox {
  const throttle = openThrottle(kernel.bus)
  const underWay = new Set<Promise<void>>()
  let isClosed = false
  let isWanted = false
  let round: Promise<void> | undefined

  function wake(): void {
    isWanted = true
    round ??= rounds().finally(() => {
      round = undefined
    })
  }
  async function rounds(): Promise<void> {
    while (isWanted && !isClosed) {
      isWanted = false
      for (const message of await claimSome(kernel, atOnce - underWay.size))
        track(send(kernel, message, { throttle, openMedia }))
    }
  }
  function track(sending: Promise<void>): void {
    const tracked = sending
      .catch((err: unknown) => kernel.log.error({ err }, 'a send ended without an outcome'))
      .finally(() => {
        underWay.delete(tracked)
        wake()
      })
    underWay.add(tracked)
  }
  async function settled(): Promise<void> {
    while (round || underWay.size > 0) await Promise.all([round, ...underWay])
  }
  const timer = setInterval(wake, pollMs)
  const unsubscribe = kernel.bus.subscribe('outbox', wake)
  wake()
  return {
    async drain() {
      wake()
      await settled()
    },
    async close() {
      isClosed = true
      clearInterval(timer)
      unsubscribe()
      await settled()
    },
  }
}

async function claimSome(kernel: Kernel, limit: number): Promise<Claimed[]> {
  try {
    await recoverLost(kernel)
    return await claim(kernel, limit)
  } catch (error) {
    kernel.log.error({ err: error }, 'the outbox could not claim')
    return []
  }
}

async function send(
  kernel: Kernel,
  message: Claimed,
  { throttle, openMedia }: { throttle: Throttle; openMedia: OpenMedia },
): Promise<void> {
  const waitMs = await throttle.waitFor(message)
  if (waitMs > 0) return release(kernel, message, waitMs)
  const result = await attempt(kernel, message, openMedia)
  if (result) await settle(kernel, message, result)
}

/** One call of the platform. Undefined when another worker has taken over. */
async function attempt(
  kernel: Kernel,
  message: Claimed,
  openMedia: OpenMedia,
): Promise<SendResult | undefined> {
  const { connection, adapter } = message
  const window = openNow(kernel, message)
  if (!window) return { ok: false, failure: closedMeanwhile }
  let step: Step
  try {
    step = await opened(message.step, connection.channel, openMedia)
  } catch (error) {
    return { ok: false, failure: mediaFailure(error) }
  }
  // committed before the first byte: after a crash this message, and only this one, is in doubt
  if (!(await begin(kernel, message))) return undefined
  const secrets = Object.values(connection.secrets).map(String)
  try {
    const result = await adapter.send(step, {
      ...kernel.callContext(connection.channel),
      connection,
      to: { id: message.identity },
      window,
      key: ourKey(message.id),
      attempt: message.attempt,
    })
    return redact(result, secrets)
  } catch (error) {
    // the contract says never; a bug of the adapter leaves the outcome in doubt
    return {
      ok: false,
      failure: redact(
        { kind: 'unknown', retry: 'no', scope: 'message', certain: false, message: String(error) },
        secrets,
      ),
    }
  }
}

async function begin(kernel: Kernel, { id, fence }: Claimed): Promise<boolean> {
  const rows = await kernel.database.query(
    `update messages set status = 'sending', attempt = attempt + 1, status_at = now() where id = $1 and fence = $2 and status = 'queued' returning 1`,
    [id, fence],
  )
  return rows.length === 1
}

async function opened(step: PlannedStep, channel: string, openMedia: OpenMedia): Promise<Step> {
  async function open(media: PlannedMedia): Promise<OutboundMedia> {
    return { ...media, ...(await openMedia(media, channel)) }
  }
  if (step.kind === 'media') return { ...step, media: await Promise.all(step.media.map(open)) }
  if (step.kind === 'template') {
    const { media, cardMedia, ...rest } = step
    return {
      ...rest,
      ...(media && { media: await open(media) }),
      ...(cardMedia && { cardMedia: await Promise.all(cardMedia.map(open)) }),
    }
  }
  if (!('media' in step) || !step.media) return step as Step
  return { ...step, media: await open(step.media) }
}

function mediaFailure(error: unknown): Failure {
  return {
    kind: 'media',
    retry: 'no',
    scope: 'message',
    certain: true,
    message: String(error),
    userMessage: 'The file is not here any more. Upload it again.',
  }
}
