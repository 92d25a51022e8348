import {
  asObject,
  asText,
  contentHash,
  envelope,
  type Fragment,
  type JsonObject,
  parseMessaging,
} from '@parley/adapter-meta'
import type { InboundDelivery, InboundEvent } from '@parley/core/adapter'

import { readFeed } from './feed.ts'

export function parse(delivery: InboundDelivery): readonly InboundEvent[] {
  return parseMessaging(delivery, readChange).map(withWindow)
}

function readChange(change: JsonObject, fragment: Fragment): InboundEvent | undefined {
  return change['field'] === 'message_template_status_update'
    ? readTemplateStatus(asObject(change['value']), fragment)
    : readFeed(change, fragment)
}

/** Shown on the connection, which is then looked at again, its templates with it. */
function readTemplateStatus(value: JsonObject, fragment: Fragment): InboundEvent | undefined {
  const event = asText(value['event'])?.slice(0, 64)
  if (event === undefined) return undefined
  const names = [value['message_template_name'], value['message_template_language']].map(asText)
  return {
    ...envelope(fragment, `template:${contentHash(value)}`, null),
    type: 'connection',
    topic: `template.${event.toLowerCase()}`,
    detail: [event, ...names].filter(Boolean).join(' · ').slice(0, 500),
  }
}
/** A reaction is an action of the person like a message. https://developers.facebook.com/docs/messenger-platform/policy/policy-overview */
function withWindow(event: InboundEvent): InboundEvent {
  const isTheirs = event.type === 'reaction' && event.by === 'contact' && event.emoji !== null
  return isTheirs ? { ...event, opens: true } : event
}
