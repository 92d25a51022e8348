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
  classified: [
    {
      name: 'a session that a new password ended',
      answer: graphError({ type: 'OAuthException', code: 190, error_subcode: 460 }),
      failure: { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true },
    },
    {
      name: 'the window is closed',
      answer: graphError({ code: 131_047, error_data: { details: 'More than 24 hours' } }),
      failure: { kind: 'window_closed', retry: 'no', certain: true, code: '131047' },
    },
    {
      name: 'too many messages to one person',
      answer: graphError({ code: 131_056 }),
      failure: { kind: 'rate_limit', retry: 'later', scope: 'chat', certain: true },
    },
    {
      name: 'an error that may come after the message went out',
      answer: graphError({ code: 1, is_transient: false }),
      failure: { retry: 'later', certain: false },
    },
  ],
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

function graphError(error: object) {
  return { status: 400, headers: {}, body: JSON.stringify({ error: { message: 'no', ...error } }) }
}
