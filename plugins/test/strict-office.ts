/** The whole server in front of the strict Graph API, and webhooks as Meta documents them. */
import { createHmac, randomUUID } from 'node:crypto'

import type { NewMessage } from '@parley/core/schemas'

import { type StrictGraph, startStrictGraph } from './strict-graph.ts'
import { until } from './until.ts'
import { startWhole, type Whole } from './whole.ts'

interface Test {
  teardown(work: () => unknown): void
}
const app = { appId: '123450000000001', appSecret: 'an-app-secret-of-nobody-at-all' }
const token = 'EAAGtoken'
export const page = '102030405060701'
export const linkedPage = '102030405060709'
/** With a login of its own, and through `linkedPage`. */
export const instagram = { own: '17841400000000001', linked: '17841400000000002' }
export const number = '109876543210001'
export const business = '208765432100001'
const nodes = {
  [page]: 'messenger',
  [instagram.own]: 'instagram',
  [linkedPage]: 'instagram-page',
  [number]: 'whatsapp',
} as const

/** A webhook, and the contact whose chat it is about. */
export type Inbound = readonly [body: object, identity: string]
export interface Office extends Whole {
  graph: StrictGraph
  /** Answers the id of a connection that works. */
  connect(channel: string, config: object): Promise<string>
  /** Answers the id of the chat. */
  receive(connectionId: string, inbound: Inbound): Promise<string>
  newestIn(chatId: string): Promise<string>
  upload(bytes: Uint8Array, mime: string, name?: string): Promise<string>
  /** Resolves once all of it went out. */
  send(chatId: string, more: Partial<NewMessage>): Promise<any>
  /** Node and edge of every POST. */
  edges(): string[]
}

export async function openOffice(t: Test, env: Record<string, string> = {}): Promise<Office> {
  const graph = await startStrictGraph(t, { ...app, token, nodes })
  const whole = await startWhole(t, {
    META_APP_ID: app.appId,
    META_APP_SECRET: app.appSecret,
    META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-nobody',
    META_GRAPH_URL: graph.url,
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    ...env,
  })
  const office = { ...whole, graph } as Office
  return Object.assign(office, accountsOf(office), sendingOf(office))
}

function accountsOf({ call, graph, origin }: Office): Partial<Office> {
  return {
    async connect(channel, config) {
      const given = { channel, config, secrets: { accessToken: token } }
      const { body } = await call('POST', '/api/social-connections', given)
      if (body.status !== 'connected') throw new Error(JSON.stringify(body))
      return body.id
    },
    async receive(connectionId, [body, identity]) {
      const text = JSON.stringify(body)
      const signature = createHmac('sha256', app.appSecret).update(text).digest('hex')
      const headers = {
        'content-type': 'application/json',
        'x-hub-signature-256': `sha256=${signature}`,
      }
      const url = `${origin}/api/webhooks/meta`
      const { status } = await fetch(url, { method: 'POST', headers, body: text })
      if (status !== 200) throw new Error(`the webhook got ${status}`)
      const chats = await call('GET', `/api/chats?connectionId=${connectionId}&status=all`)
      return chats.body.items.find((chat: any) => chat.identity === identity).id
    },
    edges: () =>
      graph.calls.flatMap(({ method, path }) => (method === 'POST' ? path.join('/') : [])),
  }
}

function sendingOf({ call }: Office): Partial<Office> {
  return {
    async newestIn(chatId) {
      const { items } = (await call('GET', `/api/messages/chat/${chatId}`)).body
      return items.find(({ direction }: any) => direction === 'in').id
    },
    async upload(bytes, mime, name = 'file') {
      const form = new FormData()
      form.set('file', new Blob([Buffer.from(bytes)], { type: mime }), name)
      return (await call('POST', '/api/uploads', undefined, { body: form })).body.id
    },
    async send(chatId, more) {
      const message = { chatId, clientId: randomUUID(), ...more }
      const { status, body } = await call('POST', '/api/messages', message)
      if (status !== 202) throw new Error(JSON.stringify(body))
      return until(async () => {
        const now = (await call('GET', `/api/messages/${body.id}`)).body
        if (['failed', 'unknown'].includes(now.status)) throw new Error(JSON.stringify(now))
        return now.status === 'sent' && now
      })
    },
  }
}

/** A message of a person to a Page or an Instagram account. */
export function written(
  object: 'page' | 'instagram',
  account: string,
  { person, agoMs = 0 }: { person: string; agoMs?: number },
): Inbound {
  const at = Date.now() - agoMs
  const item = {
    sender: { id: person },
    recipient: { id: account },
    timestamp: at,
    message: { mid: `m_${randomUUID()}`, text: 'Hello' },
  }
  return [{ object, entry: [{ id: account, time: at, messaging: [item] }] }, person]
}

/** A message to the number: from a phone number, a business-scoped id, or in a group. */
export function texted(from: { from?: string; from_user_id?: string; group_id?: string }): Inbound {
  const { from: phone, from_user_id: userId, group_id: group } = from
  const contact = {
    profile: { name: 'Ann' },
    ...(phone && { wa_id: phone }),
    ...(userId && { user_id: userId }),
  }
  const message = {
    ...from,
    id: `wamid.${randomUUID()}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: 'Hello' },
  }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '12025550100', phone_number_id: number },
    contacts: [contact],
    messages: [message],
  }
  const entry = [{ id: business, changes: [{ field: 'messages', value }] }]
  return [{ object: 'whatsapp_business_account', entry }, group ?? phone ?? userId ?? '']
}
