/** WhatsApp as a channel: the Cloud API of Meta. */
import { claimsObject, classifyMeta, metaHandshake, verifyMeta } from '@parley/adapter-meta'
import { defineChannel } from '@parley/core/adapter'

import { simulator } from '../simulator/index.ts'
import { addresses } from './addresses.ts'
import { capabilities, coexistenceRates, limits, rates, windows } from './capabilities.ts'
import { check } from './connecting/check.ts'
import { connect } from './connecting/connect.ts'
import { disconnect, subscribe } from './connecting/subscription.ts'
import { parse } from './inbound/parse.ts'
import { faultOf } from './outbound/fault.ts'
import { fetchMedia } from './outbound/media.ts'
import { send } from './outbound/send.ts'
import { app, config, secrets } from './schemas.ts'
import { templates } from './templates/templates.ts'

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"><path d="M3 21l1.7-4.9A9 9 0 1 1 8 19.4z"/><path d="M9 8.6c-.6 3.4 2.9 6.9 6.4 6.3l.6-1.9-2.2-.8-1 1a6 6 0 0 1-2.2-2.2l1-1-.8-2.2z"/></svg>'

export const channel = defineChannel({
  manifest: {
    id: 'whatsapp',
    name: 'WhatsApp',
    version: '0.1.0',
    api: '^1.0',
    docsUrl: 'https://developers.facebook.com/docs/whatsapp/cloud-api',
    icon,
  },
  schemas: { app, config, secrets },
  externalId: ({ phoneNumberId }) => phoneNumberId,
  accountId: ({ businessAccountId }) => businessAccountId,
  capabilities,
  limits,
  windows,
  rates,
  narrow: (connection) => (connection.config.coexistence ? { rates: coexistenceRates } : {}),
  webhook: {
    path: 'meta',
    claims: (delivery) => claimsObject(delivery, 'whatsapp_business_account'),
    handshake: metaHandshake,
  },
  verify: verifyMeta,
  parse,
  send,
  faultOf,
  classify: classifyMeta,
  connect,
  check,
  subscribe,
  disconnect,
  fetchMedia,
  mediaHosts: ['.fbsbx.com', '.fbcdn.net', '.facebook.com', '.whatsapp.net'],
  templates,
  addresses,
  simulator,
})
