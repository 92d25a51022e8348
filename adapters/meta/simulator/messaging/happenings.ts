/** What happens to a Page or an Instagram account beside this app: its inbox, other apps, the platform itself. */
import { GraphError } from '../graph-error.ts'
import type { Happening } from '../part.ts'
import type { Account, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { getPerson, newId, openThread } from '../world.ts'
import type { World } from '../world.ts'
import { messagingOf } from './accounts.ts'
import { tell } from './events.ts'
import { passThread } from './thread-control.ts'

interface Scene {
  readonly world: World
  readonly account: Account
  readonly happening: Happening
}
type Event = (scene: Scene) => void

export const commonHappenings: Readonly<Record<string, Event>> = {
  /** Somebody answers in the platform's own inbox or app. */
  inbox_reply: (scene) => echoes(scene, messagingOf(scene.world, scene.account).inboxApp),
  /** Another app answers. */
  app_reply: (scene) => echoes(scene, textOf(scene.happening.detail?.['app']) || '555000111222333'),
  take_thread: (scene) => {
    const to = messagingOf(scene.world, scene.account).inboxApp
    passThread(scene.world, scene.account, { thread: threadOf(scene), to })
  },
  give_thread: (scene) =>
    passThread(scene.world, scene.account, { thread: threadOf(scene), to: scene.world.app.id }),
  policy: ({ world, account, happening }) => {
    const { detail = {}, text = 'Too many unwanted messages' } = happening
    const action = textOf(detail['action']) || 'block'
    world.emit({
      object: messagingOf(world, account).object,
      entry: account.id,
      field: 'messaging_policy_enforcement',
      list: 'messaging',
      item: {
        recipient: { id: account.id },
        timestamp: world.now(),
        policy_enforcement: { action, reason: text },
      },
      time: world.now(),
    })
  },
  restrict: ({ account, happening }) => {
    const { code = 10, subcode = 1893063 } = happening.detail ?? {}
    account.restriction = { code: Number(code), subcode: Number(subcode) }
  },
  lift: ({ account }) => {
    delete account.restriction
  },
  unsubscribe: ({ account }) => {
    account.subscribedFields = null
  },
  /** Any event: `detail: { field, list, item }`. */
  raw: ({ world, account, happening }) => {
    const { field, list, item } = happening.detail ?? {}
    world.emit({
      object: messagingOf(world, account).object,
      entry: account.id,
      field: textOf(field),
      list: list === 'changes' || list === 'standby' ? list : 'messaging',
      item,
      time: world.now(),
    })
  },
}

export function happenTo(
  world: World,
  account: Account,
  { happening, happenings }: { happening: Happening; happenings: Readonly<Record<string, Event>> },
): void {
  const event = happenings[happening.kind]
  if (!event)
    throw new GraphError({
      code: 100,
      message: `nothing called "${happening.kind}" happens on ${account.channel}`,
    })
  event({ world, account, happening })
  world.changed()
}

function threadOf({ world, account, happening }: Scene): Thread {
  return openThread(world, account, getPerson(world, happening.person ?? ''))
}

function echoes(scene: Scene, app: string): void {
  const { world, account, happening } = scene
  const { text = '' } = happening
  const thread = threadOf(scene)
  const at = world.now()
  const id = newId(world, messagingOf(world, account).midKind)
  world.state.messages.push({
    id,
    thread: thread.id,
    isFromBusiness: true,
    at,
    shown: { kind: 'text', text },
    app,
    status: 'accepted',
    reactions: {},
    editCount: 0,
    isDeleted: false,
  })
  tell(world, account, {
    field: messagingOf(world, account).fields.echo,
    thread,
    at,
    isFromBusiness: true,
    event: { message: { mid: id, text, is_echo: true, app_id: Number(app) } },
  })
}

/** `delivery` and `read` of Messenger carry a watermark, Instagram's `read` the last message seen. */
export function tellReceipt(
  world: World,
  account: Account,
  {
    thread,
    ids,
    at,
    isRead,
  }: { thread: Thread; ids: readonly string[]; at: number; isRead: boolean },
): void {
  const { receipts, fields } = messagingOf(world, account)
  if (receipts === 'seen') {
    if (!isRead) return
    const event = { read: { mid: ids.at(-1) } }
    tell(world, account, { field: fields.read, thread, at: world.now(), event })
    return
  }
  const event = isRead ? { read: { watermark: at } } : { delivery: { mids: ids, watermark: at } }
  const field = isRead ? fields.read : 'message_deliveries'
  tell(world, account, { field, thread, at: world.now(), event })
}
