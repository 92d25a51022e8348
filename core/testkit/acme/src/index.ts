import { defineChannel, hmacSha256 } from '@parley/core/adapter'

import { simulator } from '../simulator/index.ts'
import { check, connect } from './connect.ts'
import { parse } from './parse.ts'
import { app, config, limits, secrets, signature } from './platform.ts'
import { classify, send } from './send.ts'

export const channel = defineChannel({
  manifest: { id: 'acme', name: 'Acme Chat', version: '0.1.0', api: '^1.0' },
  schemas: { app, config, secrets },
  externalId: ({ roomId }) => roomId,
  capabilities: {
    formatting: {},
    reply: 'full',
    reaction: 'rejected',
    typing: 'rejected',
    read: 'rejected',
    template: 'rejected',
    buttons: 'fallback',
    list: 'fallback',
    link: 'fallback',
    cards: 'fallback',
    location: 'fallback',
    contacts: 'fallback',
    handover: 'rejected',
    receipts: ['delivered', 'read'],
    echo: false,
    startChat: 'free',
    idempotentSend: true,
  },
  limits,
  windows: [{ id: 'always', opens: 'always', actor: 'any', allows: ['text', 'media'] }],
  rates: [{ scope: 'connection', perSecond: 10 }],
  webhook: { path: 'acme' },
  verify: (body, headers, keys) =>
    hmacSha256(body, headers, { ...signature, secrets: [keys.app.signingSecret] }),
  parse,
  send,
  classify,
  connect,
  check,
  mediaHosts: ['files.acme.example'],
  simulator,
})
