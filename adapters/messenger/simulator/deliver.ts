/** One signed webhook of each kind, for the conformance suite. */
import { idOf, signedDelivery } from '@parley/adapter-meta/simulator'
import { envelope, messagingItem } from '@parley/adapter-meta/simulator'
import type { KeyRing, RawRequest, Simulated } from '@parley/core/adapter'

interface App {
  readonly appSecret?: string
}
type Event = Readonly<Record<string, unknown>>

export function deliver(what: Simulated, keys: KeyRing<App, unknown>): RawRequest | null {
  const event = events[what.event]?.(what)
  if (!event) return null
  const { connection, chat, at } = what
  const item = messagingItem(
    { account: connection, person: chat, at, isFromBusiness: what.event === 'echo' },
    event,
  )
  const body = envelope([
    { object: 'page', entry: connection, field: '', list: 'messaging', item, time: at },
  ])
  return signedDelivery(body, keys.app.appSecret ?? '', at)
}

const events: Partial<Record<Simulated['event'], (what: Simulated) => Event>> = {
  message: ({ id, text = 'Hello' }) => ({ message: { mid: id, text } }),
  echo: ({ id, text = 'Hello' }) => ({
    message: { mid: id, text, is_echo: true, app_id: 263902037430900 },
  }),
  edit: ({ id, text = 'Hello again' }) => ({ message_edit: { mid: id, text, num_edit: 1 } }),
  delete: ({ id }) => ({ message: { mid: id, is_deleted: true } }),
  reaction: ({ id, text = '❤' }) => ({
    reaction: { mid: id, action: 'react', reaction: 'love', emoji: text },
  }),
  receipt: ({ id, at }) => ({ delivery: { mids: [id], watermark: at } }),
  consent: ({ id }) => ({
    optin: {
      type: 'notification_messages',
      title: 'News of the shop',
      payload: id,
      notification_messages_token: idOf('object', id),
      notification_messages_frequency: 'WEEKLY',
      user_token_status: 'NOT_REFRESHED',
    },
  }),
  handover: () => ({
    pass_thread_control: {
      previous_owner_app_id: '263902037430900',
      new_owner_app_id: '123456789012345',
      metadata: 'over to you',
    },
  }),
  unknown: ({ id }) => ({ event_of_tomorrow: { id } }),
}
