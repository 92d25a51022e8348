/** `deliver` of the two channels of the Messenger Platform: one signed webhook of each kind. */
import type { KeyRing, RawRequest, Simulated } from '@parley/core/adapter'

import { envelope, messagingItem } from '../envelope.ts'
import { signedDelivery } from '../wire.ts'
import type { MessagingChannel } from './channel.ts'

type Event = Readonly<Record<string, unknown>>
export type Samples = Partial<Record<Simulated['event'], (what: Simulated) => Event>>
interface App {
  readonly appSecret?: string
}

/** `own` are the kinds that the channel writes in its own way. */
export function messagingDeliver(
  { object, inboxApp }: MessagingChannel,
  own: Samples,
): (what: Simulated, keys: KeyRing<App, unknown>) => RawRequest | null {
  const samples: Samples = { ...shared, handover: () => passedBy(inboxApp), ...own }
  return (what, { app }) => {
    const event = samples[what.event]?.(what)
    if (!event) return null
    const { connection, chat, at } = what
    const isFromBusiness = what.event === 'echo'
    const item = messagingItem({ account: connection, person: chat, at, isFromBusiness }, event)
    const update = {
      object,
      entry: connection,
      field: '',
      list: 'messaging',
      item,
      time: at,
    } as const
    return signedDelivery(envelope([update]), app.appSecret ?? '', at)
  }
}

const shared: Samples = {
  message: ({ id, text = 'Hello' }) => ({ message: { mid: id, text } }),
  edit: ({ id, text = 'Hello again' }) => ({ message_edit: { mid: id, text, num_edit: 1 } }),
  delete: ({ id }) => ({ message: { mid: id, is_deleted: true } }),
  reaction: ({ id, text = '❤' }) => ({
    reaction: { mid: id, action: 'react', reaction: 'love', emoji: text },
  }),
  unknown: ({ id }) => ({ event_of_tomorrow: { id } }),
}

function passedBy(inboxApp: string): Event {
  const apps = { previous_owner_app_id: inboxApp, new_owner_app_id: '123456789012345' }
  return { pass_thread_control: { ...apps, metadata: 'over to you' } }
}
