import { parseMessaging } from '@parley/adapter-meta'
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { readFeed } from './feed.ts'

export function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  return parseMessaging(delivery, readFeed)
}
