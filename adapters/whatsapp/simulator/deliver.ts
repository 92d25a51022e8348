/** One signed webhook of each kind, for the conformance suite. */
import { envelope, idOf, signedDelivery } from '@parley/adapter-meta/simulator'
import type { KeyRing, RawRequest, Simulated } from '@parley/core/adapter'

interface App {
  readonly appSecret?: string
}
type Value = Readonly<Record<string, unknown>>

export function deliver(what: Simulated, keys: KeyRing<App, unknown>): RawRequest | null {
  const change = changes[what.event]?.(what)
  if (!change) return null
  const item = { value: change.value, field: change.field }
  const entry = idOf('object', `business of ${what.connection}`)
  const body = envelope([
    { object: 'whatsapp_business_account', entry, field: '', list: 'changes', item },
  ])
  return signedDelivery(body, keys.app.appSecret ?? '', what.at)
}

interface Change {
  readonly field: string
  readonly value: Value
}

const changes: Partial<Record<Simulated['event'], (what: Simulated) => Change>> = {
  message: (what) => message(what, { type: 'text', text: { body: what.text ?? 'Hello' } }),
  edit: (what) =>
    message(what, {
      id: `${what.id}e`,
      type: 'edit',
      edit: {
        original_message_id: what.id,
        message: { type: 'text', text: { body: what.text ?? 'Hello again' } },
      },
    }),
  delete: (what) =>
    message(what, { id: `${what.id}d`, type: 'revoke', revoke: { original_message_id: what.id } }),
  reaction: (what) =>
    message(what, {
      id: `${what.id}r`,
      type: 'reaction',
      reaction: { message_id: what.id, emoji: what.text ?? '👍' },
    }),
  receipt: ({ connection, chat, id, at }) => ({
    field: 'messages',
    value: {
      ...head(connection),
      statuses: [{ id, status: 'delivered', timestamp: seconds(at), recipient_id: chat }],
    },
  }),
  echo: ({ connection, chat, id, at, text = 'Hello' }) => ({
    field: 'smb_message_echoes',
    value: {
      ...head(connection),
      message_echoes: [
        {
          from: ownNumber,
          to: chat,
          id,
          timestamp: seconds(at),
          type: 'text',
          text: { body: text },
        },
      ],
    },
  }),
  identity: ({ connection, chat, at, id }) => ({
    field: 'user_id_update',
    value: {
      ...head(connection),
      contacts: [{ profile: { name: 'Ada Example' }, wa_id: chat }],
      user_id_update: [
        {
          wa_id: chat,
          detail: 'The user has a new id',
          user_id: {
            previous: idOf('business-scoped', id),
            current: idOf('business-scoped', `${id}+`),
          },
          timestamp: seconds(at),
        },
      ],
    },
  }),
  consent: ({ connection, chat, at }) => ({
    field: 'user_preferences',
    value: {
      ...head(connection),
      contacts: [{ profile: { name: 'Ada Example' }, wa_id: chat }],
      user_preferences: [
        {
          wa_id: chat,
          detail: 'The user has stopped marketing messages',
          category: 'marketing_messages',
          value: 'stop',
          timestamp: Number(seconds(at)),
        },
      ],
    },
  }),
  connection: () => ({
    field: 'phone_number_quality_update',
    value: { display_phone_number: ownNumber, event: 'FLAGGED', current_limit: 'TIER_1K' },
  }),
  unknown: ({ connection, id }) => ({
    field: 'field_of_tomorrow',
    value: { ...head(connection), id },
  }),
}

const ownNumber = '12025550100'

function head(connection: string): Value {
  return {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: ownNumber, phone_number_id: connection },
  }
}

function message({ connection, chat, id, at }: Simulated, content: Value): Change {
  return {
    field: 'messages',
    value: {
      ...head(connection),
      contacts: [{ profile: { name: 'Ada Example' }, wa_id: chat }],
      messages: [{ from: chat, id, timestamp: seconds(at), ...content }],
    },
  }
}

function seconds(at: number): string {
  return String(Math.floor(at / 1000))
}
