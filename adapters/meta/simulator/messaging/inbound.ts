/** What a customer does on Messenger or Instagram, as state and webhooks. */
import { GraphError } from '../graph-error.ts'
import { cdnUrl, findMedium } from '../media.ts'
import type { Act } from '../part.ts'
import type { Account, Choice, Message, Shown, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { findMessage, getAccount, getPerson, newId } from '../world.ts'
import type { World } from '../world.ts'
import { messagingOf } from './accounts.ts'
import { tell } from './events.ts'

type Fields = Readonly<Record<string, unknown>>
/** One act on one thread. */
export interface Scene {
  readonly world: World
  readonly account: Account
  readonly thread: Thread
  readonly act: Act
  readonly at: number
}
export type Deed = (scene: Scene) => string | undefined

/** What the two channels do alike; each adds its own. */
export const commonDeeds: Readonly<Record<string, Deed>> = {
  text: (scene) => {
    const text = scene.act.text ?? ''
    return writes(scene, { shown: { kind: 'text', text }, message: { text } })
  },
  image: (scene) => sendsMedia(scene, 'image'),
  video: (scene) => sendsMedia(scene, 'video'),
  audio: (scene) => sendsMedia(scene, 'audio'),
  voice: (scene) => sendsMedia(scene, 'audio'),
  file: (scene) => sendsMedia(scene, 'file'),
  reaction: reacts,
  edit: edits,
  unsend: unsends,
  tap: taps,
  read: reads,
  referral: refers,
  optin: (scene) => tells(scene, 'messaging_optins', { optin: scene.act.detail ?? {} }),
  /** Any event: `detail: { field, event }`. */
  raw: ({ world, account, thread, act, at }) => {
    const { field, event } = act.detail ?? {}
    tell(world, account, { field: textOf(field), thread, at, event: (event ?? {}) as Fields })
    return undefined
  },
}

export function actOn(
  world: World,
  thread: Thread,
  { act, deeds }: { act: Act; deeds: Readonly<Record<string, Deed>> },
): string | undefined {
  const deed = deeds[act.kind]
  const account = getAccount(world, thread.account)
  if (!deed)
    throw new GraphError({ code: 100, message: `${account.channel} knows no act "${act.kind}"` })
  const done = deed({ world, account, thread, act, at: act.at ?? world.now() })
  world.changed()
  return done
}

/** A message of the customer: kept for the phone, told to the business. */
export function writes(
  scene: Scene,
  { shown, message, event = {} }: { shown: Shown; message: Fields; event?: Fields },
): string {
  const { world, account, thread, act, at } = scene
  const id = act.id ?? newId(world, messagingOf(world, account).midKind)
  record(scene, id, shown)
  tell(world, account, {
    field: 'messages',
    thread,
    at,
    event: {
      message: {
        mid: id,
        ...message,
        ...(act.replyTo && { reply_to: { mid: act.replyTo } }),
        ...referralOf(act),
      },
      ...event,
    },
  })
  return id
}

/** An ad or link may have brought the customer here. */
function referralOf({ detail }: Act): Fields {
  return detail?.['referral'] === undefined ? {} : { referral: detail['referral'] }
}

export function record({ world, thread, act, at }: Scene, id: string, shown: Shown): Message {
  const message: Message = {
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
  world.state.messages.push(message)
  opensWindow(thread, at)
  return message
}

function opensWindow(thread: Thread, at: number): void {
  thread.lastInboundAt = Math.max(thread.lastInboundAt, at)
}

export function tells(
  { world, account, thread, at }: Scene,
  field: string,
  event: Fields,
): undefined {
  opensWindow(thread, at)
  tell(world, account, { field, thread, at, event })
}

function sendsMedia(scene: Scene, type: string): string {
  const { world, act } = scene
  const media = (act.media ?? []).flatMap((id) => findMedium(world, id) ?? [])
  if (media.length === 0) throw new GraphError({ code: 100, message: `${type} needs media` })
  const kind = act.kind === 'voice' ? 'voice' : type
  return writes(scene, {
    shown: {
      kind,
      media: media.map(({ id, name, mime }) => ({ kind, id, name, mime })),
    },
    message: {
      attachments: media.map((medium) => ({ type, payload: { url: cdnUrl(world, medium) } })),
    },
  })
}

function reacts(scene: Scene): undefined {
  const { world, account, act } = scene
  const target = targetOf(scene)
  const names = messagingOf(world, account).reactions
  const emoji = act.emoji ?? null
  const old = target.reactions.personal ?? ''
  if (emoji === null) delete target.reactions.personal
  else target.reactions.personal = emoji
  const name = Object.entries(names).find(([, each]) => each === (emoji ?? old))?.[0] ?? 'other'
  return tells(scene, 'message_reactions', {
    reaction:
      emoji === null
        ? { mid: target.id, action: 'unreact' }
        : { mid: target.id, action: 'react', reaction: name, emoji },
  })
}

// five edits is what the apps allow
const maxEdits = 5

function edits(scene: Scene): undefined {
  const { world, account, act } = scene
  const target = targetOf(scene)
  if (target.editCount >= maxEdits)
    throw new GraphError({ code: 100, message: 'a message may be edited five times' })
  const text = act.text ?? ''
  target.editCount += 1
  target.shown = { ...target.shown, text }
  return tells(scene, messagingOf(world, account).fields.edit, {
    message_edit: { mid: target.id, text, num_edit: target.editCount },
  })
}

function unsends(scene: Scene): undefined {
  const target = targetOf(scene)
  target.isDeleted = true
  return tells(scene, 'messages', { message: { mid: target.id, is_deleted: true } })
}

/** A quick reply comes as a message, any other button as a postback. */
function taps(scene: Scene): string {
  const { world, account, thread, act, at } = scene
  const { title = '', payload = title } = act
  const reply = takeReply(scene, payload)
  if (reply) {
    const given = reply.kind === 'ask' ? ownDetail(scene, payload) : undefined
    const text = given ?? title
    const message = { text, quick_reply: { payload: given ?? payload } }
    return writes(scene, { shown: { kind: 'text', text }, message })
  }
  const id = act.id ?? newId(world, messagingOf(world, account).midKind)
  record(scene, id, { kind: 'text', text: title })
  tell(world, account, {
    field: 'messaging_postbacks',
    thread,
    at,
    event: { postback: { mid: id, title, payload, ...referralOf(act) } },
  })
  return id
}

/** The quick reply with this payload; all of them go once one is tapped. */
function takeReply({ world, act }: Scene, payload: string): Choice | undefined {
  const target = act.target === undefined ? undefined : findMessage(world, act.target)
  const reply = target?.shown.choices?.find(
    (choice) => ['quick_reply', 'ask'].includes(choice.kind) && choice.payload === payload,
  )
  if (reply && target) delete target.shown.choices
  return reply
}

/** Messenger knows the number and the address of its people, and fills them in. */
function ownDetail({ world, thread }: Scene, what: string): string {
  const { phone, handle } = getPerson(world, thread.person)
  return what === 'phone' ? `+${phone}` : `${handle}@customer.example`
}

function refers(scene: Scene): undefined {
  const { world, account, act } = scene
  const referral = {
    source: 'SHORTLINK',
    type: 'OPEN_THREAD',
    ref: act.text ?? 'spring',
    ...act.detail,
  }
  return tells(scene, messagingOf(world, account).fields.referral, { referral })
}

/** The customer looks at the thread. */
function reads({ world, thread }: Scene): undefined {
  thread.readAt = world.now()
}

export function targetOf({ world, thread, act }: Scene): Message {
  const target = act.target === undefined ? undefined : findMessage(world, act.target)
  if (!target || target.thread !== thread.id)
    throw new GraphError({ code: 100, message: 'target is no message of this thread' })
  return target
}
