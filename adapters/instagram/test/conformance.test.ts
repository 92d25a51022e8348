import { join } from 'node:path'

import { conformance, fixturesIn } from '@parley/core/testkit'
import t from 'tap'

import { channel } from '../src/index.ts'

conformance(t, channel, {
  app: {
    appId: '123456789012345',
    instagramAppId: '987654321098765',
    instagramAppSecret: 'an-instagram-secret-of-nobody',
    appSecret: 'an-app-secret-of-nobody',
    verifyToken: 'a-verify-token-of-nobody',
  },
  config: { instagramId: '17841400000000101', login: 'instagram' },
  secrets: { accessToken: 'IGAATESTONLYtoken' },
  folder: join(import.meta.dirname, '..'),
  contact: { id: '9945328029779039' },
  messageId: 'aWdfZAG1TESTONLYmessage',
  windowTags: { human_agent: 'HUMAN_AGENT' },
  handshake: {
    query: {
      'hub.mode': 'subscribe',
      'hub.verify_token': 'a-verify-token-of-nobody',
      'hub.challenge': '1158201444',
    },
    body: '1158201444',
  },
  connect: {
    instagram: [{ code: 'a-code', state: 'kit-nonce-5f3a' }],
    facebook: [{ code: 'a-code', state: 'kit-nonce-5f3a' }],
  },
  fixtures: fixturesIn(join(import.meta.dirname, 'fixtures')),
  classified: [
    {
      name: 'an expired token',
      answer: {
        status: 400,
        headers: {},
        body: '{"error":{"message":"expired","type":"OAuthException","code":190,"error_subcode":463}}',
      },
      failure: { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true },
    },
    {
      name: 'the window is closed',
      answer: {
        status: 400,
        headers: {},
        body: '{"error":{"message":"(#10)","type":"OAuthException","code":10,"error_subcode":2534022}}',
      },
      failure: { kind: 'window_closed', retry: 'no', scope: 'message', certain: true },
    },
  ],
})
