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
})

export const secrets = Type.Object({
  accessToken: Type.String({
    title: 'Page access token',
    minLength: 1,
    maxLength: 2000,
    'x-ui': { secret: true, order: 1 },
  }),
})

export type Config = Static<typeof config>
export type Secrets = Static<typeof secrets>
export type Page = Connection<Config, Secrets>
export type Context = CallContext<MetaApp>
