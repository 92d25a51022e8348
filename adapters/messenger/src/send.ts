import {
  type JsonObject,
  type MetaApp,
  type OwnStep,
  type Route,
  sendMessaging,
} from '@parley/adapter-meta'
import type { SendContext, SendResult, Step } from '@parley/core/adapter'

import type { Config, Secrets } from './schemas.ts'
import { utilityMessage } from './utility.ts'

export function send(
  step: Step,
  context: SendContext<MetaApp, Config, Secrets>,
): Promise<SendResult> {
  const { pageId } = context.connection.config
  return sendMessaging(step, context, {
    ...page,
    node: pageId,
    publicRecipient: recipientIn(pageId),
  })
}

const page = {
  host: 'facebook',
  messagingType: 'RESPONSE',
  attachments: 1,
  hasCallButtons: true,
  inboxApp: '263902037430900',
  reactionOf: (emoji) => emoji,
  templateOf: utilityMessage,
  ownMessage,
} as const satisfies Partial<Route>

/** A sticker by its number; what is asked for is a quick reply that Messenger fills in. https://developers.facebook.com/docs/messenger-platform/send-messages/quick-replies */
function ownMessage(step: OwnStep): JsonObject | undefined {
  if (step.kind === 'stock') return { sticker_id: step.id }
  if (step.kind !== 'ask' || step.what === 'location') return undefined
  const quickReply = { content_type: step.what === 'phone' ? 'user_phone_number' : 'user_email' }
  return { text: step.text, quick_replies: [quickReply] }
}

/** Comments are `post_comment`, posts `page_post`; messages are never written so. */
function recipientIn(pageId: string): Route['publicRecipient'] {
  return (id) => {
    if (!/^\d+_\d+$/.test(id)) return undefined
    return id.startsWith(`${pageId}_`) ? { post_id: id } : { comment_id: id }
  }
}
