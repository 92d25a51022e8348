/** What the phone page draws, and what tests read: the world without its insides. */
import type { Account, Choice, Message, Shown, Thread } from './state.ts'
import { findMessage } from './world.ts'
import type { World } from './world.ts'

/** The whole world, without messages. */
export function worldView(world: World): object {
  const { accounts, people, threads, templates, settings, pending, clockOffsetMs, frozenAt } =
    world.state
  return {
    now: world.now(),
    clockOffsetMs,
    isFrozen: frozenAt !== null,
    seed: world.state.seed,
    accounts: accounts.map(accountView),
    people,
    threads: threads.map((thread) => threadView(world, thread)),
    templates,
    settings,
    pendingWebhooks: pending.length,
  }
}

function accountView(account: Account): object {
  const { channel, id, name, handle, phone, owner, subscribedFields, isRegistered, restriction } =
    account
  return {
    channel,
    id,
    name,
    handle: handle ?? null,
    phone: phone ?? null,
    owner,
    subscribedFields,
    isRegistered,
    restriction: restriction ?? null,
  }
}

const dayMs = 86_400_000

function threadView(world: World, thread: Thread): object {
  const { id, account, person, identity, lastInboundAt, owner, typingUntil, seenByBusinessAt } =
    thread
  return {
    id,
    account,
    person,
    identity,
    isOurs: owner === null || owner === world.app.id,
    isTyping: typingUntil > world.now(),
    seenByBusinessAt,
    lastInboundAt,
    windowClosesAt: lastInboundAt === 0 ? null : lastInboundAt + dayMs,
    isWindowOpen: world.now() - lastInboundAt <= dayMs,
  }
}

/** One thread with its last messages. */
export function phoneView(world: World, asked: { account: string; person: string }): object {
  const thread = world.state.threads.find(
    (each) => each.account === asked.account && each.person === asked.person,
  )
  return {
    thread: thread ? threadView(world, thread) : null,
    messages: thread ? messagesOf(world, thread.id) : [],
  }
}

export function messagesOf(world: World, thread: string): object[] {
  return world.state.messages
    .filter((message) => message.thread === thread && message.shown.kind !== 'reaction')
    .slice(-100)
    .map((message) => messageView(world, message))
}

function messageView(world: World, message: Message): object {
  const { id, isFromBusiness, at, status, error, reactions, editCount, isDeleted, app } = message
  const target = message.replyTo === undefined ? undefined : findMessage(world, message.replyTo)
  return {
    id,
    isFromBusiness,
    at,
    status,
    error: error ?? null,
    reactions,
    isEdited: editCount > 0,
    isDeleted,
    by: app === undefined || app === world.app.id ? null : app,
    replyTo: target ? { id: target.id, text: target.shown.text ?? target.shown.kind } : null,
    ...(!isDeleted && { shown: shownView(world, message.shown) }),
  }
}

function shownView(world: World, shown: Shown): object {
  const { media = [], cards = [], ...rest } = shown
  return {
    ...rest,
    media: media.map(({ kind, id, url, name = '', mime = '' }) => ({
      kind,
      name,
      mime: mime || world.state.media.find((each) => each.id === id)?.mime || '',
      src: id === undefined ? null : `${basePathOf(world)}/control/media/${id}`,
      url: url ?? null,
    })),
    cards: cards.map(
      ({ title, subtitle = '', image = '', isVideo = false, choices }: CardView) => ({
        title,
        subtitle,
        isVideo,
        image: /^\d+$/.test(image) ? `${basePathOf(world)}/control/media/${image}` : null,
        choices,
      }),
    ),
  }
}

interface CardView {
  readonly title: string
  readonly subtitle?: string
  readonly image?: string
  readonly isVideo?: boolean
  readonly choices: Choice[]
}

function basePathOf(world: World): string {
  return new URL(world.baseUrl).pathname.replace(/\/$/, '')
}
