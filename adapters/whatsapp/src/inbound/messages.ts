/** Messages of the person, and by the same rules those of the business from its phone: new ones, reactions, edits, deletions and system notes. */
import { asId, asObject, asText, asTimeMs, type JsonObject } from '@parley/adapter-meta'

import { type Change, digitsOf, type Draft, itemsOf, typeOf, unknownEvent } from './change.ts'
import { contentOf } from './content.ts'
import { envelopeOf, type Fragment, type Side } from './fragment.ts'
import { identify } from './people.ts'
import { referralOf } from './referral.ts'
import { readSystem } from './system.ts'

export function readMessages(change: Change): Draft[] {
  const history = change.field === 'history'
  return itemsOf(change.value['messages']).flatMap((fragment) =>
    readMessage(fragment, { ...sideOf(asObject(fragment), change), history }, change),
  )
}

/** The events of one message; `unknown` where it has no id or no person. */
export function readMessage(fragment: unknown, side: Side, change: Change): Draft[] {
  const message = asObject(fragment)
  const id = asId(message['id'])
  const { contact } = side
  const unread = { nativeType: `message.${typeOf(message)}`, native: fragment }
  if (id === undefined || !contact) {
    // notices of the platform come without a person now and then; words without one are damaged
    const fault = special.has(typeOf(message))
      ? undefined
      : id === undefined
        ? 'no_id'
        : 'no_contact'
    return [unknownEvent(change, { ...unread, ...(fault && { fault }) })]
  }
  const at = asTimeMs(message['timestamp']) ?? change.at
  const whole = { message, id, at, side: { ...side, contact }, change }
  const read = special.get(typeOf(message)) ?? readPlain
  return read(whole) ?? [unknownEvent(change, unread)]
}

/** Late media of an imported chat may be the business's own; everything else in `messages[]` is the person's. */
function sideOf(message: JsonObject, change: Change): Side {
  const { from, from_user_id: fromUser, to, to_user_id: toUser } = message
  const isOwn = change.businessPhone !== '' && digitsOf(from) === change.businessPhone
  if (isOwn && to !== undefined) {
    return { by: 'business', contact: identify([to, toUser], change.people) }
  }
  const person = identify([from, fromUser], change.people)
  const group = asId(message['group_id'])
  if (group === undefined) return { by: 'contact', contact: person }
  return { by: 'contact', contact: { id: group }, ...(person && { author: person }) }
}

const special = new Map<string, (fragment: Fragment) => Draft[] | undefined>([
  ['reaction', readReaction],
  ['edit', readEdit],
  ['revoke', readRevoke],
  ['system', readSystem],
])

function readPlain(fragment: Fragment): Draft[] {
  const { message, id, side } = fragment
  const context = asObject(message['context'])
  const replyTo = asId(context['id'])
  const referral = referralOf(message)
  const utterance = {
    ...envelopeOf(fragment, 'msg'),
    id,
    content: contentOf(message),
    ...(replyTo && { replyTo }),
    ...(referral && { referral }),
    ...((context['forwarded'] === true || context['frequently_forwarded'] === true) && {
      forwarded: true,
    }),
    ...(side.history && { history: true }),
  }
  if (side.by === 'contact') {
    return [{ type: 'message', ...utterance, ...(side.author && { author: side.author }) }]
  }
  const { status } = side
  return [{ type: 'echo', ...utterance, origin: 'native_app', ...(status && { status }) }]
}

/** A removal has an empty emoji, or none. */
function readReaction(fragment: Fragment): Draft[] | undefined {
  const { message, side } = fragment
  const reaction = asObject(message['reaction'])
  const target = asId(reaction['message_id'])
  if (target === undefined) return undefined
  const emoji = asText(reaction['emoji']) ?? null
  // no emoji is this long; taking it for none would remove the reaction that is there
  if (emoji !== null && emoji.length > 64) return undefined
  const author = side.author && { author: side.author }
  return [
    { type: 'reaction', ...envelopeOf(fragment, 'react'), target, by: side.by, ...author, emoji },
  ]
}

function readEdit(fragment: Fragment): Draft[] | undefined {
  const edit = asObject(fragment.message['edit'])
  const target = asId(edit['original_message_id'])
  if (target === undefined) return undefined
  const content = contentOf(asObject(edit['message']))
  // edits carry no number of their own; their seconds rise, and fit 31 bits until 2038
  const revision = Math.min(Math.floor(fragment.at / 1000), 2 ** 31 - 1)
  return [{ type: 'edit', ...envelopeOf(fragment, 'edit'), target, content, revision }]
}

function readRevoke(fragment: Fragment): Draft[] | undefined {
  const target = asId(asObject(fragment.message['revoke'])['original_message_id'])
  if (target === undefined) return undefined
  return [{ type: 'delete', ...envelopeOf(fragment, 'del'), target, by: fragment.side.by }]
}
