/** What Instagram sends in a shape of its own, for the conformance suite. */
import { messagingDeliver } from '@parley/adapter-meta/simulator'

import { messaging } from './part.ts'

export const deliver = messagingDeliver(messaging, {
  echo: ({ id, text = 'Hello' }) => ({ message: { mid: id, text, is_echo: true } }),
  receipt: ({ id }) => ({ read: { mid: id } }),
})
