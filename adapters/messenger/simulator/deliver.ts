/** What Messenger sends in a shape of its own, for the conformance suite. */
import { idOf, messagingDeliver } from '@parley/adapter-meta/simulator'

import { messaging } from './part.ts'

export const deliver = messagingDeliver(messaging, {
  echo: ({ id, text = 'Hello' }) => ({
    message: { mid: id, text, is_echo: true, app_id: Number(messaging.inboxApp) },
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
})
