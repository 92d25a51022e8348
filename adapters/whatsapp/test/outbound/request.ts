import type { Step } from '@parley/core/adapter'

import { channel } from '../../src/index.ts'
import { phoneNumberId } from '../bodies.ts'
import { fakeGraph, sendWith } from '../fake-graph.ts'

export const accepted = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '+4915123456789', wa_id: '4915123456789' }],
  messages: [{ id: 'wamid.out.1' }],
}

/** The body that goes out for a step. */
export async function bodyOf(step: Step, overrides = {}): Promise<Record<string, unknown>> {
  const platform = fakeGraph({ [`POST ${phoneNumberId}/messages`]: { body: accepted } })
  const result = await channel.send(step, sendWith(platform.http, overrides))
  if (!result.ok) throw new Error(JSON.stringify(result))
  return platform.sent[0]?.body as Record<string, unknown>
}
