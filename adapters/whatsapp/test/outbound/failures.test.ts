/** How sending fails: every WhatsApp row of the error table, and the answers that say nothing. */
import type { Failure } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { phoneNumberId } from '../bodies.ts'
import { type Answer, fakeGraph, graphError, sendWith } from '../fake-graph.ts'

async function failureOf(answer: Answer): Promise<Failure> {
  const platform = fakeGraph({ [`POST ${phoneNumberId}/messages`]: answer })
  const result = await channel.send({ kind: 'text', text: 'x' }, sendWith(platform.http))
  if (result.ok) throw new Error('it was accepted')
  return result.failure
}

const later = { retry: 'later', certain: true } as const
const broken = { retry: 'after_fix', scope: 'connection', certain: true } as const
const refused = { retry: 'no', scope: 'message', certain: true } as const

const rows: [string, readonly number[], Partial<Failure>][] = [
  ['190 and its kin: the token is dead', [0, 190], { ...broken, kind: 'auth' }],
  [
    '3, 10, 200, 131005: a permission is lost',
    [3, 10, 200, 131_005],
    { ...broken, kind: 'permission' },
  ],
  ['131047: the window is closed', [131_047], { ...refused, kind: 'window_closed' }],
  ['131026: not on WhatsApp', [131_026], { retry: 'no', scope: 'chat', kind: 'recipient' }],
  [
    '4, 80007, 80008, 130429: the whole connection slows',
    [4, 80_007, 80_008, 130_429],
    { ...later, kind: 'rate_limit', scope: 'connection' },
  ],
  ['131056: only this person waits', [131_056], { ...later, kind: 'rate_limit', scope: 'chat' }],
  [
    '131048, 131064: spam limits stop the account',
    [131_048, 131_064],
    { ...broken, kind: 'policy' },
  ],
  ['131000, 131016, 133004, 131057: later', [131_000, 131_016, 133_004, 131_057], later],
  [
    '1 and 2: perhaps sent, so never repeated by itself',
    [1, 2],
    { retry: 'later', certain: false },
  ],
  ['368, 131031, 130497: restricted', [368, 131_031, 130_497], { ...broken, kind: 'policy' }],
  [
    '131042, 133010, 131045, 131037: to be mended by the business',
    [131_042, 133_010, 131_045, 131_037],
    broken,
  ],
  [
    '131008, 131009, 131021, 131051, 131062, 131030: this message never',
    [131_008, 131_009, 131_021, 131_051, 131_062, 131_030],
    refused,
  ],
  [
    '131049, 131050, 130472: Meta or the person does not want it',
    [131_049, 131_050, 130_472],
    { ...refused, kind: 'policy' },
  ],
  ['131053: the file is tried again', [131_053], { ...later, kind: 'media' }],
  [
    '132xxx: the template must be mended',
    [132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016, 132_068],
    { ...refused, kind: 'template' },
  ],
  [
    '134101: the template is tried again in ten minutes',
    [134_101],
    { ...later, retryAfterMs: 600_000 },
  ],
  ['131020, 131041: not in a group', [131_020, 131_041], refused],
]

for (const [name, codes, expected] of rows) {
  t.test(name, async (t) => {
    for (const code of codes)
      t.match(await failureOf(graphError(code)), { ...expected, code: String(code) })
  })
}

t.test('the details of WhatsApp are in the words of a failure', async (t) => {
  const error_data = { messaging_product: 'whatsapp', details: 'Parameter to is not valid' }
  t.match(await failureOf(graphError(100, { error_data })), {
    message: /Parameter to is not valid/,
  })
})

t.test('no answer, half an answer and a 200 that names no message are not certain', async (t) => {
  for (const answer of [
    { status: 500, body: '<html>' },
    { body: {} },
    { body: '<html>' },
    { body: { messages: [{}] } },
  ]) {
    t.match(await failureOf(answer), { certain: false, retry: 'later' })
  }
  const lost = await channel.send({ kind: 'text', text: 'x' }, sendWith(fakeGraph({}).http))
  t.match(lost, { ok: false, failure: { certain: false } })
})

t.test('a 200 that carries an error is that error', async (t) => {
  t.match(await failureOf({ ...graphError(131_047), status: 200 }), { kind: 'window_closed' })
})

t.test('mark read that is not confirmed is no success', async (t) => {
  const platform = fakeGraph({ [`POST ${phoneNumberId}/messages`]: { body: { success: false } } })
  const result = await channel.send({ kind: 'read', target: 'wamid.1' }, sendWith(platform.http))
  t.match(result, { ok: false })
})
