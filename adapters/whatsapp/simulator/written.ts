/** What a customer writes: kept for the phone, told to the business. */
import { findMessage, getPerson, newId } from '@parley/adapter-meta/simulator'
import type { Act, Message, Person, Scene, Shown } from '@parley/adapter-meta/simulator'

import { contactOf, seconds, senderOf, tellNumber } from './change.ts'

type Fields = Readonly<Record<string, unknown>>

export function writes(scene: Scene, shown: Shown, content: Fields): string {
  const { world, act, at, thread } = scene
  const id = act.id ?? newId(world, 'wamid')
  world.state.messages.push(messageOf(scene, id, shown))
  thread.lastInboundAt = Math.max(thread.lastInboundAt, at)
  tellMessage(scene, id, { ...contextOf(scene), ...referralOf(act), ...content })
  return id
}

function messageOf({ thread, act, at }: Scene, id: string, shown: Shown): Message {
  return {
    id,
    thread: thread.id,
    isFromBusiness: false,
    at,
    shown,
    status: 'sent',
    reactions: {},
    editCount: 0,
    isDeleted: false,
    ...(act.replyTo && { replyTo: act.replyTo }),
  }
}

export function tellMessage(scene: Scene, id: string, content: Fields): void {
  const { world, account, thread, at } = scene
  const person = getPerson(world, thread.person)
  tellNumber(world, account, {
    field: 'messages',
    value: {
      contacts: [contactOf(person)],
      messages: [{ ...senderOf(person), id, timestamp: seconds(at), ...content }],
    },
  })
}

function contextOf({ world, account, act }: Scene): Fields {
  const { replyTo, detail } = act
  const { forwarded, frequently_forwarded: often, referred_product: product } = detail ?? {}
  const target = replyTo === undefined ? undefined : findMessage(world, replyTo)
  const from = target && !target.isFromBusiness ? personOf(world, target).phone : account.phone
  const context = {
    ...(replyTo && { from, id: replyTo }),
    ...(forwarded === true && { forwarded }),
    ...(often === true && { frequently_forwarded: often }),
    ...(product !== undefined && { from: account.phone, referred_product: product }),
  }
  return Object.keys(context).length > 0 ? { context } : {}
}

function personOf(world: Scene['world'], message: Message): Person {
  const thread = world.state.threads.find((each) => each.id === message.thread)
  return getPerson(world, thread?.person ?? '')
}

/** A click-to-WhatsApp ad may have brought the customer here. */
function referralOf({ detail }: Act): Fields {
  return detail?.['referral'] === undefined ? {} : { referral: detail['referral'] }
}
