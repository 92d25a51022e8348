import { join } from 'node:path'

import { conformance, fixturesIn } from '@parley/core/testkit'
import t from 'tap'

import { channel } from '../src/index.ts'

conformance(t, channel, {
  app: {
    appId: '123456789012345',
    appSecret: 'app-secret-of-tests',
    verifyToken: 'verify-token-of-tests',
    graphVersion: 'v26.0',
    whatsappSignupConfigId: '564738291',
  },
  config: { phoneNumberId: '109876543210001', businessAccountId: '208765432100001' },
  secrets: { accessToken: 'EAAG-token-of-tests' },
  folder: join(import.meta.dirname, '..'),
  fixtures: fixturesIn(join(import.meta.dirname, 'fixtures')),
  contact: { id: '15551230001' },
  messageId: 'wamid.HBgLMTU1NTEyMzAwMDE=',
  handshake: {
    query: {
      'hub.mode': 'subscribe',
      'hub.verify_token': 'verify-token-of-tests',
      'hub.challenge': '1158201444',
    },
    body: '1158201444',
  },
})
