import { type MetaApp, type Route, sendMessaging } from '@parley/adapter-meta'
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
  // comments are numbers, messages never are
  publicRecipient: (id) => (/^\d+$/.test(id) ? { comment_id: id } : undefined),
} as const satisfies Partial<Route>

/** Over a Page the heart is the one reaction, and it goes by its name. https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message */
const byPage = {
  uploadQuery: { platform: 'instagram' },
  reactionOf: (emoji) => (hearts.includes(emoji) ? 'love' : emoji),
} as const satisfies Partial<Route>

export const hearts: readonly string[] = ['❤️', '❤']
