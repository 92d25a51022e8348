/** Acme Chat as it is, for mutants to be made of. */
import { join } from 'node:path'

import { channel } from '../../testkit/acme/src/index.ts'
import { type AnyChannel, fixturesIn, type World } from '../../testkit/index.ts'

export const acmeFolder = join(import.meta.dirname, '../../testkit/acme')
// mutants put in what no type would allow
export const acme = channel as unknown as AnyChannel
export const acmeWorld: World = {
  app: { signingSecret: 'signing-secret-1' },
  config: { roomId: 'R1' },
  secrets: { token: 'bot-token-1' },
  folder: acmeFolder,
  fixtures: fixturesIn(join(acmeFolder, 'test/fixtures')),
  handshake: { query: { token: 'signing-secret-1', challenge: 'c-1' }, body: 'c-1' },
  classified: [
    {
      name: 'the person has blocked the room',
      answer: { status: 403, headers: {}, body: '{"error":{"code":"blocked"}}' },
      failure: { kind: 'blocked', scope: 'chat', certain: true },
    },
  ],
}

/** One bug that a real adapter had, and the rule that must find it. */
export interface Mutant {
  readonly name: string
  readonly rule: string
  readonly patch: Partial<AnyChannel>
  /** Where the healthy adapter needs more than Acme Chat has. */
  readonly healthy?: AnyChannel
}
