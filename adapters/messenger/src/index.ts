import {
  claimsObject,
  classifyMeta,
  mediaByUrl,
  mediaHosts,
  messagingFault,
  metaApp,
  metaCallbacks,
  metaHandshake,
  verifyMeta,
} from '@parley/adapter-meta'
import { defineChannel } from '@parley/core/adapter'

import { simulator } from '../simulator/index.ts'
import { check, disconnect, subscribe } from './check.ts'
import { connect } from './connect.ts'
import { capabilities, icon, limits, narrow, rates, windows } from './declarations.ts'
import { parse } from './parse.ts'
import { past } from './past.ts'
import { profile } from './profile.ts'
import { config, secrets } from './schemas.ts'
import { send } from './send.ts'
import { templates } from './templates.ts'

/** Facebook Pages on Messenger. */
export const channel = defineChannel({
  manifest: {
    id: 'messenger',
    name: 'Messenger',
    version: '0.1.0',
    api: '^1.0',
    docsUrl: 'https://developers.facebook.com/docs/messenger-platform',
    icon,
  },
  schemas: { app: metaApp, config, secrets },
  externalId: ({ pageId }) => pageId,
  accountId: ({ userId }) => userId,
  capabilities,
  limits,
  windows,
  rates,
  narrow,
  webhook: {
    path: 'meta',
    claims: (delivery) => claimsObject(delivery, 'page'),
    handshake: metaHandshake,
  },
  verify: verifyMeta,
  parse,
  send,
  faultOf: (step) => messagingFault(step, { hasCallButtons: true, text: limits.text }),
  classify: classifyMeta,
  connect,
  check,
  subscribe,
  disconnect,
  past,
  profile,
  fetchMedia: mediaByUrl,
  mediaHosts,
  templates,
  callbacks: metaCallbacks,
  simulator,
})
