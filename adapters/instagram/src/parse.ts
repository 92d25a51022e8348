import { parseMessaging } from '@parley/adapter-meta'
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { readComment } from './comments.ts'

export function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  return parseMessaging(delivery, readComment)
}
