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
import { check, disconnect, refresh, subscribe } from './check.ts'
import { connect } from './connect.ts'
import { capabilities, icon, limits, narrow, rates, windows } from './declarations.ts'
import { parse } from './parse.ts'
import { past } from './past.ts'
import { profile } from './profile.ts'
import { config, secrets } from './schemas.ts'
import { send } from './send.ts'

/** Professional accounts on Instagram, with Instagram Login or through a Page. */
export const channel = defineChannel({
  manifest: {
    id: 'instagram',
    name: 'Instagram',
    version: '0.1.0',
    api: '^1.0',
    docsUrl: 'https://developers.facebook.com/docs/instagram-platform',
    icon,
  },
  schemas: { app: metaApp, config, secrets },
  externalId: ({ instagramId }) => instagramId,
  accountId: ({ userId }) => userId,
  capabilities,
  limits,
  windows,
  rates,
  narrow,
  webhook: {
    path: 'meta',
    claims: (delivery) => claimsObject(delivery, 'instagram'),
    handshake: metaHandshake,
  },
  verify: verifyMeta,
  parse,
  send,
  faultOf: (step) => messagingFault(step, { hasCallButtons: false, text: limits.text }),
  classify: classifyMeta,
  connect,
  check,
  subscribe,
  refresh,
  disconnect,
  past,
  profile,
  fetchMedia: mediaByUrl,
  mediaHosts,
  callbacks: metaCallbacks,
  simulator,
})
