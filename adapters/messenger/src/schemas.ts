import type { MetaApp } from '@parley/adapter-meta'
import { type CallContext, type Connection } from '@parley/core/adapter'
import { type Static, Type } from 'typebox'

export const config = Type.Object({
  pageId: Type.String({
    title: 'Page ID',
    pattern: '^\\w{1,64}$',
    'x-ui': { order: 1, help: 'In Facebook: the Page, About, Page transparency.' },
  }),
  userId: Type.Optional(
    Type.String({
      title: 'Facebook user who connected it',
      maxLength: 64,
      'x-ui': { order: 2, advanced: true },
    }),
  ),
  humanAgent: Type.Optional(
    Type.Boolean({
      title: 'Answer for seven days',
      default: true,
      'x-ui': {
        order: 3,
        advanced: true,
        help: 'Switch off where Meta has not approved the Human Agent feature for the app.',
      },
    }),
  ),
  utilityMessages: Type.Optional(
    Type.Boolean({
      title: 'Send utility messages',
      'x-ui': {
        order: 4,
        advanced: true,
        help: 'Templates for order updates and reminders, which go out after the window too. The app needs the permission pages_utility_messaging.',
        docs: 'https://developers.facebook.com/docs/messenger-platform/send-messages/utility-messages',
      },
    }),
  ),
})

export const secrets = Type.Object({
  accessToken: Type.String({
    title: 'Page access token',
    minLength: 1,
    maxLength: 2000,
    'x-ui': { secret: true, order: 1 },
  }),
})

/** Asked for only where it is used: an app that does not have it could not log in at all. */
export const utilityPermission = 'pages_utility_messaging'

export type Config = Static<typeof config>
export type Secrets = Static<typeof secrets>
export type Page = Connection<Config, Secrets>
export type Context = CallContext<MetaApp>
