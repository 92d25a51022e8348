/** Time passing: messages reach phones and are read, templates come out of review. */
import type { Message, MessageStatus } from './state.ts'
import { findAccount, getPerson, getThread, partOf } from './world.ts'
import type { World } from './world.ts'

/** Moves everything on that is due. Answers whether something is still on its way. */
export function passTime(world: World): boolean {
  reviewTemplates(world)
  const moved = new Map<string, Message[]>()
  let isBusy = false
  for (const message of world.state.messages.slice(-maxWatched)) {
    if (!message.isFromBusiness || message.app !== world.app.id) continue
    const next = nextStatus(world, message)
    if (next === undefined) continue
    isBusy = true
    if (next === 'later') continue
    message.status = next
    const key = `${message.thread} ${next}`
    moved.set(key, [...(moved.get(key) ?? []), message])
  }
  for (const messages of moved.values()) tellReceipts(world, messages)
  if (moved.size > 0) world.changed()
  return isBusy
}

// older ones have long been read, or never will be
const maxWatched = 500

/** `later` while it waits for its time; nothing when it has arrived or waits for a person. */
function nextStatus(world: World, message: Message): MessageStatus | 'later' | undefined {
  const thread = getThread(world, message.thread)
  const person = getPerson(world, thread.person)
  const { receiptDelayMs, readsAlone } = world.state.settings
  const age = ageOf(world, message)
  if (message.status === 'accepted') return message.error ? 'failed' : 'sent'
  if (message.status === 'sent')
    return person.isOnline ? due('delivered', age >= receiptDelayMs) : undefined
  if (message.status !== 'delivered') return undefined
  if (thread.readAt >= message.at) return 'read'
  return readsAlone && person.isOnline ? due('read', age >= 2 * receiptDelayMs) : undefined
}

/** Where the clock stands still, or was set back, nobody is made to wait. */
function ageOf(world: World, { at }: Message): number {
  const age = world.now() - at
  return world.state.frozenAt === null && age >= 0 ? age : Number.POSITIVE_INFINITY
}

function due(status: MessageStatus, isDue: boolean): MessageStatus | 'later' {
  return isDue ? status : 'later'
}

function tellReceipts(world: World, messages: readonly Message[]): void {
  const [first] = messages
  if (!first) return
  const thread = getThread(world, first.thread)
  const account = findAccount(world, thread.account)
  if (first.status === 'delivered') thread.deliveredAt = world.now()
  if (first.status === 'read') thread.readAt = Math.max(thread.readAt, first.at)
  // a reaction is a message without ladder: it is only ever sent
  const told = messages.filter((each) => each.status === 'sent' || each.shown.kind !== 'reaction')
  if (account && told.length > 0) partOf(world, account.channel).life.receipt(world, thread, told)
}

function reviewTemplates(world: World): void {
  for (const template of world.state.templates) {
    if (template.reviewAt === undefined || template.reviewAt > world.now()) continue
    delete template.reviewAt
    const account = world.state.accounts.find((each) => each.owner === template.owner)
    // a template that says so is refused, so that both ends can be seen
    const isRefused = /reject/.test(template.name)
    const detail = {
      event: isRefused ? 'REJECTED' : 'APPROVED',
      reason: isRefused ? 'INVALID_FORMAT' : 'NONE',
    }
    if (account)
      partOf(world, account.channel).life.happen(world, account, {
        kind: 'template',
        target: template.id,
        detail,
      })
  }
}
