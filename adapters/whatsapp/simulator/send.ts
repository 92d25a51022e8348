/** `POST {number}/messages`: what an accepted request does. */
import {
  GraphError,
  createPerson,
  findMessage,
  getAccount,
  getThread,
  newId,
  openThread,
  placeMedia,
  refuseOnTrigger,
  textOf,
} from '@parley/adapter-meta/simulator'
import type {
  Account,
  GraphCall,
  Message,
  Person,
  Thread,
  World,
} from '@parley/adapter-meta/simulator'

import { judgeSend } from './judge.ts'
import type { OutgoingMessage } from './judge.ts'
import { linkFault, shownOf } from './shown.ts'

export function sendMessage(world: World, call: GraphCall, id: string): object {
  if (world.isOpen) refuseOnTrigger(JSON.stringify(call.params), 130429)
  const outgoing = judgeSend(call.params)
  if (world.isOpen)
    return outgoing.kind === 'read' ? { success: true } : openAnswer(world, outgoing)
  const account = getAccount(world, id)
  if (account.restriction) throw new GraphError(account.restriction)
  if (!account.isRegistered) throw new GraphError({ code: 133010 })
  if (outgoing.kind === 'read') return markRead(world, outgoing)
  return accept(world, account, { outgoing, call })
}

function markRead(
  world: World,
  { target, isTyping }: { target: string; isTyping: boolean },
): object {
  const message = findMessage(world, target)
  if (!message || message.isFromBusiness)
    throw new GraphError({ code: 131009, details: 'message_id is not a message of a customer' })
  const thread = getThread(world, message.thread)
  thread.seenByBusinessAt = Math.max(thread.seenByBusinessAt, message.at)
  // typing ends by itself after 25 s
  if (isTyping) thread.typingUntil = world.now() + 25_000
  world.changed()
  return { success: true }
}

function accept(
  world: World,
  account: Account,
  { outgoing, call }: { outgoing: OutgoingMessage; call: GraphCall },
): object {
  const shown = shownOf(world, account, outgoing)
  const person = outgoing.isGroup
    ? findGroup(world, outgoing.to ?? '')
    : findRecipient(world, outgoing)
  if (person.phone === account.phone) throw new GraphError({ code: 131021 })
  const thread = openThread(world, account, person)
  const id = newId(world, 'wamid')
  if (outgoing.type === 'reaction') react(world, outgoing)
  const message: Message = {
    id,
    thread: thread.id,
    isFromBusiness: true,
    at: world.now(),
    shown,
    app: world.app.id,
    status: 'accepted',
    reactions: {},
    editCount: 0,
    isDeleted: false,
    ...(outgoing.tracker !== undefined && { metadata: outgoing.tracker }),
    ...(outgoing.replyTo && { replyTo: outgoing.replyTo }),
  }
  placeMedia(shown, call.links)
  const fault = linkFault(world, shown) ?? laterFault(world, { account, thread, person, outgoing })
  if (fault) message.error = fault
  thread.typingUntil = 0
  world.state.messages.push(message)
  world.changed()
  return answerOf(outgoing, { id, person })
}

function react(world: World, { content }: OutgoingMessage): void {
  const target = findMessage(world, textOf(content['message_id']))
  if (!target) throw new GraphError({ code: 131009, details: 'reaction[message_id] is not known' })
  if (content['emoji'] === '') delete target.reactions.business
  else target.reactions.business = textOf(content['emoji'])
}

const dayMs = 86_400_000

/** What the platform accepts and reports as failed afterwards, in a status. */
function laterFault(
  world: World,
  {
    account,
    thread,
    person,
    outgoing,
  }: { account: Account; thread: Thread; person: Person; outgoing: OutgoingMessage },
): { code: number; title: string } | undefined {
  if (!person.hasWhatsapp || person.blocked.includes(account.id))
    return { code: 131026, title: 'Message undeliverable' }
  if (outgoing.type === 'template') return marketingFault(world, { account, person, outgoing })
  const isOpen = world.now() - thread.lastInboundAt <= dayMs
  return isOpen ? undefined : { code: 131047, title: 'Re-engagement message' }
}

function marketingFault(
  world: World,
  { account, person, outgoing }: { account: Account; person: Person; outgoing: OutgoingMessage },
): Message['error'] {
  if (!person.stopsMarketing) return undefined
  const template = world.state.templates.find(
    (each) => each.owner === account.owner && each.name === outgoing.content['name'],
  )
  return template?.category === 'MARKETING'
    ? { code: 131050, title: 'User has stopped marketing messages' }
    : undefined
}

/** `to` wins where both are given. A number that nobody has is somebody new. */
function findRecipient(world: World, { to, recipient }: OutgoingMessage): Person {
  const { people } = world.state
  if (to === undefined) {
    const person = people.find((each) => each.bsuid === recipient)
    if (person) return person
    throw new GraphError({
      code: 131026,
      details: 'recipient is not a known user of this business',
    })
  }
  const phone = to.replaceAll(/\D/g, '')
  if (to.includes('.')) {
    const person = people.find((each) => each.bsuid === to)
    if (person) return person
  }
  if (phone.length < 7 || phone.length > 15)
    throw new GraphError({ code: 100, details: 'to is not a phone number' })
  const known = people.find((each) => samePhone(each.phone, phone))
  return known ?? createPerson(world, { name: `+${phone}`, handle: '', phone })
}

/** A group is written to, and remembered, like a person whose number is the group's id. */
function findGroup(world: World, id: string): Person {
  const known = world.state.people.find((each) => each.phone === id)
  return known ?? createPerson(world, { name: 'A group', handle: '', phone: id })
}

/** Brazil's ninth digit and Mexico's 1 may be there or not: it is the same line. */
function samePhone(left: string, right: string): boolean {
  return plain(left) === plain(right)
}

function plain(phone: string): string {
  return phone.replace(/^(55\d\d)9(\d{8})$/, '$1$2').replace(/^521(\d{10})$/, '52$1')
}

function answerOf(
  { to, recipient, type, isGroup }: OutgoingMessage,
  { id, person }: { id: string; person: Person },
): object {
  const known = to === undefined ? { user_id: person.bsuid } : { wa_id: person.phone }
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: to ?? recipient, ...(!isGroup && known) }],
    messages: [
      {
        id,
        ...(isGroup && { group_id: to }),
        ...(type === 'template' && { message_status: 'accepted' }),
      },
    ],
  }
}

function openAnswer(world: World, outgoing: OutgoingMessage): object {
  const { to, recipient, isGroup } = outgoing
  if (to?.replaceAll(/\D/g, '').length === 0)
    throw new GraphError({ code: 100, details: 'to is not a phone number' })
  const id = newId(world, 'wamid')
  return {
    messaging_product: 'whatsapp',
    contacts: [
      {
        input: to ?? recipient,
        ...(to !== undefined && !isGroup && { wa_id: to.replaceAll(/\D/g, '') }),
        ...(to === undefined && { user_id: recipient }),
      },
    ],
    messages: [{ id, ...(outgoing.type === 'template' && { message_status: 'accepted' }) }],
  }
}
