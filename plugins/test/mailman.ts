/** Meta's side without a simulator: signed bodies in, and what an agent then sees of them. */
import { createHmac } from 'node:crypto'

import { patiently } from './until.ts'
import { startWhole, type Whole } from './whole.ts'

interface Test {
  teardown(work: () => unknown): void
  equal(found: unknown, wanted: unknown, message: string): unknown
}
export interface Mailman extends Whole {
  /** Posts a body, as it is when it is text; throws unless it gets 200. */
  post(body: object | string): Promise<void>
  /** Posts it again as well: nothing may double. */
  twice(body: object | string): Promise<void>
  /** Every message that an agent can see, oldest first, with the identity of its chat. */
  seen(): Promise<any[]>
  /** The one with this id of the platform. */
  one(externalId: string): Promise<any>
  /** The newest delivery and what became of each of its events. */
  delivery(): Promise<any>
}

const secret = 'f'.repeat(32)
export const page = '102030405060701'
export const page2 = '102030405060702'
export const instagram = '17841400000000101'
export const number = '109876543210001'
export const number2 = '109876543210002'
export const business = '208765432100001'

export async function startMailman(t: Test): Promise<Mailman> {
  const whole = await startWhole(t, {
    META_APP_SECRET: secret,
    META_WEBHOOK_VERIFY_TOKEN: 'verify-me-please',
    RATE_LIMIT_MAX_REQUESTS: '100000',
  })
  for (const [channel, config] of [
    ['messenger', { pageId: page }],
    ['messenger', { pageId: page2 }],
    ['instagram', { instagramId: instagram, login: 'instagram' }],
    ['whatsapp', { phoneNumberId: number, businessAccountId: business }],
    ['whatsapp', { phoneNumberId: number2, businessAccountId: business }],
  ] as const) {
    const given = { channel, config, secrets: { accessToken: 'a-token-of-nobody' }, check: false }
    const { status, body } = await whole.call('POST', '/api/social-connections', given)
    if (status !== 201) throw new Error(JSON.stringify(body))
  }
  const readers = readersOf(whole)
  return {
    ...whole,
    ...readers,
    async twice(body) {
      await readers.post(body)
      const before = (await readers.seen()).length
      await readers.post(body)
      t.equal((await readers.seen()).length, before, 'sent again, nothing doubles')
    },
  }
}

function readersOf({ call, origin }: Whole): Pick<Mailman, 'post' | 'seen' | 'one' | 'delivery'> {
  async function seen(): Promise<any[]> {
    const { body } = await call('GET', '/api/chats?status=all&limit=100')
    const threads = body.items.map(async (chat: any) => {
      const thread = await call('GET', `/api/messages/chat/${chat.id}?limit=100`)
      return thread.body.items.map((message: any) => ({ ...message, chat }))
    })
    const all = (await Promise.all(threads)).flat()
    return all.sort((a, b) => Number(a.id) - Number(b.id))
  }
  return {
    async post(body) {
      const bytes = typeof body === 'string' ? body : JSON.stringify(body)
      const signature = createHmac('sha256', secret).update(bytes).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${signature}`,
      }
      const init = { method: 'POST', body: bytes, headers }
      const { status } = await patiently(() => fetch(`${origin}/api/webhooks/meta`, init))
      if (status !== 200) throw new Error(`${status} for ${bytes}`)
    },
    seen,
    async one(externalId) {
      const found = (await seen()).filter((each) => each.externalId === externalId)
      if (found.length > 1) throw new Error(`${externalId} is there ${found.length} times`)
      return found[0]
    },
    async delivery() {
      const { items } = (await call('GET', '/api/deliveries?limit=1')).body
      return (await call('GET', `/api/deliveries/${items[0].id}`)).body
    },
  }
}

/** A body of Messenger or Instagram with one entry; `list` is `messaging` unless told. */
export function entryOf(id: unknown, items: readonly object[], list = 'messaging'): object {
  return { id, time: Date.now(), [list]: items }
}

export function pageBody(...entry: readonly object[]): object {
  return { object: 'page', entry }
}

/** An event of a person at a Page or an Instagram account. */
export function from(person: unknown, account: unknown, event: object): object {
  return { sender: { id: person }, recipient: { id: account }, timestamp: Date.now(), ...event }
}

/** A change of a WhatsApp number. */
export function change(value: object, field = 'messages', phone = number): object {
  const metadata = { display_phone_number: '12025550100', phone_number_id: phone }
  return { field, value: { messaging_product: 'whatsapp', metadata, ...value } }
}

export function numberBody(...changes: readonly object[]): object {
  return { object: 'whatsapp_business_account', entry: [{ id: business, changes }] }
}

export function seconds(agoMs = 0): string {
  return String(Math.floor((Date.now() - agoMs) / 1000))
}
