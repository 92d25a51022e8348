/** The webhook side of a platform: signs what it sends, and sends it again until it hears 200. Remembers what it heard 200 for. */
import { createHash, createHmac } from 'node:crypto'

export const appSecret = 'f0e1d2c3b4a5968778695a4b3c2d1e0f'
export const phoneNumberId = '390200000000001'
export const businessId = '480300000000001'
/** Body of `POST /api/social-connections`. */
export const numberToConnect = {
  channel: 'whatsapp',
  config: { phoneNumberId, businessAccountId: businessId },
  secrets: { accessToken: 'token-of-the-number' },
  check: false,
}

export interface FakeMeta {
  /** Resolves with the status when it was heard; with false when `stop` came before. */
  deliver(body: Buffer): Promise<boolean>
  /** SHA-256 of every body that got its 200. */
  readonly acknowledged: ReadonlySet<string>
  /** Answers that were no 200, lost ones among them. */
  readonly refused: number
  stop(): void
}

/** Meta's rule, faster: anything but a 200 is sent again. */
export function startMeta(url: string): FakeMeta {
  const acknowledged = new Set<string>()
  let refused = 0
  let isStopped = false
  return {
    acknowledged,
    get refused() {
      return refused
    },
    stop() {
      isStopped = true
    },
    async deliver(body) {
      for (let waitMs = 50; !isStopped; waitMs = Math.min(waitMs * 1.5, 250)) {
        if ((await post(url, body)) === 200) {
          acknowledged.add(shaOf(body))
          return true
        }
        refused++
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
      return false
    },
  }
}

/** One try. Undefined when no answer came. */
export async function post(url: string, body: Buffer): Promise<number | undefined> {
  try {
    const { status } = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(body) },
      signal: AbortSignal.timeout(10_000),
    })
    return status
  } catch {
    return undefined
  }
}

export function signatureOf(body: Buffer, secret = appSecret): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

export function shaOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

export interface Words {
  id: string
  from: string
  text: string
}

/** A WhatsApp webhook as Meta writes it: what people said, and what became of our messages. */
export function webhookOf({
  words = [],
  statuses = [],
}: {
  words?: readonly Words[]
  statuses?: readonly { id: string; status: string; to: string; key?: string }[]
}): Buffer {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '49301234567', phone_number_id: phoneNumberId },
    ...(words.length > 0 && {
      contacts: [...new Set(words.map(({ from }) => from))].map((from) => ({
        profile: { name: `Person ${from}` },
        wa_id: from,
      })),
      messages: words.map(({ id, from, text }) => ({
        from,
        id,
        timestamp,
        type: 'text',
        text: { body: text },
      })),
    }),
    ...(statuses.length > 0 && {
      statuses: statuses.map(({ id, status, to, key }) => ({
        id,
        status,
        timestamp,
        recipient_id: to,
        ...(key && { biz_opaque_callback_data: key }),
      })),
    }),
  }
  const entry = [{ id: businessId, changes: [{ field: 'messages', value }] }]
  return Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }))
}
