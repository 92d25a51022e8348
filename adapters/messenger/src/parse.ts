import { parseMessaging } from '@parley/adapter-meta'
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { readFeed } from './feed.ts'

export function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  return parseMessaging(delivery, readFeed).map(withWindow)
}

/** A reaction is an action of the person like a message. https://developers.facebook.com/docs/messenger-platform/policy/policy-overview */
function withWindow(event: InboundEvent): InboundEvent {
  const isTheirs = event.type === 'reaction' && event.by === 'contact' && event.emoji !== null
  return isTheirs ? { ...event, opens: true } : event
}
