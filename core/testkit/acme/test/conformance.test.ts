import { join } from 'node:path'

import { conformance, fixturesIn } from '@parley/core/testkit'
import t from 'tap'

import { channel } from '../src/index.ts'

conformance(t, channel, {
  app: { signingSecret: 'signing-secret-1' },
  config: { roomId: 'R1' },
  secrets: { token: 'bot-token-1' },
  folder: join(import.meta.dirname, '..'),
  fixtures: fixturesIn(join(import.meta.dirname, 'fixtures')),
  classified: [
    {
      name: 'the person has blocked the room',
      answer: { status: 403, headers: {}, body: '{"error":{"code":"blocked"}}' },
      failure: { kind: 'blocked', scope: 'chat', certain: true },
    },
    {
      name: 'a text too long',
      answer: { status: 400, headers: {}, body: '{"error":{"code":"too_long"}}' },
      failure: { kind: 'content', retry: 'no', certain: true },
    },
  ],
})
