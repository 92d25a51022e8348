import type { MetaApp } from '@parley/adapter-meta'
import { type CallContext, type Connection } from '@parley/core/adapter'
import { type Static, Type } from 'typebox'

const id = { pattern: '^\\w{1,64}$' }

export const config = Type.Object({
  instagramId: Type.String({
    ...id,
    title: 'Instagram account ID',
    'x-ui': { order: 1, help: 'The professional account’s id, like 17841400000000000.' },
  }),
  login: Type.Union([Type.Literal('instagram'), Type.Literal('facebook')], {
    title: 'Kind of token',
    default: 'instagram',
    'x-ui': {
      order: 2,
      help: 'instagram: of Instagram Login. facebook: of the Page that the account is linked to.',
    },
  }),
  pageId: Type.Optional(
    Type.String({ ...id, title: 'Page ID', 'x-ui': { order: 3, advanced: true } }),
  ),
  userId: Type.Optional(
    Type.String({
      title: 'User who connected it',
      maxLength: 64,
      'x-ui': { order: 4, advanced: true },
    }),
  ),
  humanAgent: Type.Optional(
    Type.Boolean({
      title: 'Answer for seven days',
      default: true,
      'x-ui': {
        order: 5,
        advanced: true,
        help: 'Switch off where Meta has not approved the Human Agent feature for the app.',
      },
    }),
  ),
})

export const secrets = Type.Object({
  accessToken: Type.String({
    title: 'Access token',
    minLength: 1,
    maxLength: 2000,
    'x-ui': { secret: true, order: 1 },
  }),
})

export type Config = Static<typeof config>
export type Secrets = Static<typeof secrets>
export type Account = Connection<Config, Secrets>
export type Context = CallContext<MetaApp>
