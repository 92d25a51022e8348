import {
  type JsonObject,
  type MetaApp,
  type OwnStep,
  type Route,
  sendMessaging,
} from '@parley/adapter-meta'
import type { SendContext, SendResult, Step } from '@parley/core/adapter'

import { routeOf } from './route.ts'
import type { Config, Secrets } from './schemas.ts'

export function send(
  step: Step,
  context: SendContext<MetaApp, Config, Secrets>,
): Promise<SendResult> {
  const { config } = context.connection
  const own = config.login === 'instagram' ? {} : byPage
  return sendMessaging(step, context, { ...account, ...own, ...routeOf(config) })
}

const account = {
  attachments: 10,
  hasCallButtons: false,
  inboxApp: '1217981644879628',
  reactionOf: (emoji) => emoji,
  ownMessage,
  // comments are numbers, messages never are
  publicRecipient: (id) => (/^\d+$/.test(id) ? { comment_id: id } : undefined),
} as const satisfies Partial<Route>

/** The heart has no payload, a post of the account its id. https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api */
function ownMessage(step: OwnStep): JsonObject | undefined {
  if (step.kind === 'stock') return { attachment: { type: step.id } }
  if (step.kind !== 'share') return undefined
  return { attachment: { type: 'MEDIA_SHARE', payload: { id: step.id } } }
}

/** Over a Page the heart is the one reaction, and it goes by its name. https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message */
const byPage = {
  uploadQuery: { platform: 'instagram' },
  reactionOf: (emoji) => (hearts.includes(emoji) ? 'love' : emoji),
} as const satisfies Partial<Route>

export const hearts: readonly string[] = ['❤️', '❤']
