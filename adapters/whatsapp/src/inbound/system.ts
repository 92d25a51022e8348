import { asId, asObject, asText, type JsonObject } from '@parley/adapter-meta'
import type { Identity } from '@parley/core/adapter'

import { type Draft, typeOf } from './change.ts'
import { envelopeOf, type Fragment } from './fragment.ts'
import { isPhone } from './people.ts'

/** A note of WhatsApp in the chat. Where it says that the person has a new number or id, the chat follows. */
export function readSystem(fragment: Fragment): Draft[] {
  const { message, id, side } = fragment
  const system = asObject(message['system'])
  const topic = typeOf(system)
  const text = asText(system['body']) ?? sentences.get(topic) ?? 'WhatsApp sent a note.'
  const line: Draft = {
    type: 'message',
    ...envelopeOf(fragment, 'msg'),
    id,
    content: { kind: 'system', text, topic },
    ...(side.history && { history: true }),
  }
  // in a group the note is about its author, not about the group
  const next = successorOf(system, side.author ?? side.contact)
  return next ? [line, { type: 'identity', ...envelopeOf(fragment, 'ident'), ...next }] : [line]
}

const sentences = new Map([
  ['user_changed_number', 'This person has a new phone number.'],
  ['user_changed_user_id', 'This person has a new WhatsApp user id.'],
  ['customer_identity_changed', 'This person’s security code has changed.'],
])

interface Successor {
  readonly contact: Identity
  readonly previous: readonly string[]
}

/** The ids from now on, the phone number first; a number that did not change stays. */
function successorOf(system: JsonObject, { id, aliases = [] }: Identity): Successor | undefined {
  const known = [id, ...aliases]
  const phone = asId(system['wa_id']) ?? asId(system['new_wa_id']) ?? known.find(isPhone)
  const current = [phone, asId(system['user_id'])].filter((each) => each !== undefined)
  const [next, ...others] = current
  if (next === undefined || current.every((each) => known.includes(each))) return undefined
  return {
    contact: { id: next, ...(others.length > 0 && { aliases: others }) },
    previous: known.includes(next) ? known : known.filter((each) => !current.includes(each)),
  }
}
