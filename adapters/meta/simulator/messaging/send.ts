/** The Send API of a Page or an Instagram account: what an accepted request does. */
import { GraphError } from '../graph-error.ts'
import { placeMedia } from '../links.ts'
import { cdnUrl, findMedium } from '../media.ts'
import type { GraphCall } from '../part.ts'
import type { Account, Message, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { refuseOnTrigger } from '../trigger.ts'
import { findMessage, newId } from '../world.ts'
import type { World } from '../world.ts'
import { messagingOf, recipientThread } from './accounts.ts'
import { tell } from './events.ts'
import { judgeSend } from './judge.ts'
import type { OutgoingMessage } from './judge.ts'
import { shownOf } from './shown.ts'
import { judgeMedia, withUpload } from './upload.ts'
import { fillUtility, utilityEcho } from './utility.ts'

/** `POST {page or instagram}/messages` */
export function sendMessage(world: World, given: GraphCall, node: string): object {
  const call = withUpload(world, given)
  const { account, thread } = recipientThread(world, call, node)
  const channel = messagingOf(world, account)
  if (world.isOpen) refuseOnTrigger(JSON.stringify(call.params), 613)
  const outgoing = judgeSend(call.params, channel.rules)
  judgeRestriction(world, account, thread)
  if (outgoing.kind === 'action') return act(world, thread, outgoing.action)
  // a comment may be answered in private for a week, whatever the window
  const isUtility = outgoing.kind === 'message' && outgoing.template !== undefined
  if (outgoing.recipient.id !== undefined && !isUtility)
    judgeWindow(world, account, { thread, tag: outgoing.kind === 'message' && outgoing.tag })
  if (outgoing.kind === 'reaction') return react(world, thread, outgoing)
  judgeMedia(world, account, { outgoing, call })
  const message = record(world, account, { thread, outgoing })
  placeMedia(message.shown, call.links)
  answerComment(world, outgoing)
  const { metadata } = outgoing
  tell(world, account, {
    field: channel.fields.echo,
    thread,
    at: message.at,
    isFromBusiness: true,
    event: {
      message: {
        mid: message.id,
        is_echo: true,
        app_id: Number(world.app.id),
        ...(metadata !== undefined && { metadata }),
        ...(isUtility ? utilityEcho(message.shown) : echoContent(world, outgoing)),
      },
    },
  })
  world.changed()
  return { recipient_id: thread.identity, message_id: message.id }
}

function judgeRestriction(world: World, account: Account, thread: Thread): void {
  if (account.restriction) throw new GraphError(account.restriction)
  if (world.isOpen) return
  const person = world.state.people.find((each) => each.id === thread.person)
  if (person?.blocked.includes(account.id)) throw new GraphError({ code: 551, subcode: 1545041 })
  if (thread.owner !== null && thread.owner !== world.app.id)
    throw new GraphError({ code: 100, subcode: 2534037 })
}

const hourMs = 3_600_000

function judgeWindow(
  world: World,
  account: Account,
  { thread, tag }: { thread: Thread; tag: string | false | undefined },
): void {
  if (world.isOpen) return
  const openMs = tag === 'HUMAN_AGENT' ? 7 * 24 * hourMs : 24 * hourMs
  if (world.now() - thread.lastInboundAt > openMs)
    throw new GraphError(messagingOf(world, account).faults.windowClosed)
}

function act(world: World, thread: Thread, action: string): object {
  // typing ends by itself after 20 s
  if (action === 'typing_on') thread.typingUntil = world.now() + 20_000
  if (action === 'typing_off') thread.typingUntil = 0
  if (action === 'mark_seen') thread.seenByBusinessAt = world.now()
  world.changed()
  return { recipient_id: thread.identity }
}

function react(
  world: World,
  thread: Thread,
  { target, reaction }: { target: string; reaction: string | null },
): object {
  const message = findMessage(world, target)
  if (!world.isOpen && (!message || message.thread !== thread.id))
    throw new GraphError({
      code: 100,
      message: '(#100) Param payload[message_id] is not a message of this thread',
    })
  if (message) {
    const account = world.state.accounts.find((each) => each.id === thread.account)
    const names = account ? messagingOf(world, account).reactions : {}
    if (reaction === null) delete message.reactions.business
    else message.reactions.business = names[reaction] ?? reaction
  }
  world.changed()
  return { recipient_id: thread.identity }
}

function record(
  world: World,
  account: Account,
  { thread, outgoing }: { thread: Thread; outgoing: OutgoingMessage },
): Message {
  const message: Message = {
    id: newId(world, messagingOf(world, account).midKind),
    thread: thread.id,
    isFromBusiness: true,
    at: world.now(),
    shown: outgoing.template ? fillUtility(world, account, outgoing.template) : shownOf(outgoing),
    app: world.app.id,
    status: 'accepted',
    reactions: {},
    editCount: 0,
    isDeleted: false,
    ...(outgoing.metadata !== undefined && { metadata: outgoing.metadata }),
    ...(outgoing.replyTo && { replyTo: outgoing.replyTo }),
  }
  thread.typingUntil = 0
  world.state.messages.push(message)
  return message
}

/** A private reply uses its comment up. */
function answerComment(world: World, { recipient }: OutgoingMessage): void {
  const comment = world.state.comments.find(
    ({ id }) => id === recipient.comment_id || id === recipient.post_id,
  )
  if (comment) comment.isAnswered = true
}

function echoContent(world: World, outgoing: OutgoingMessage): object {
  return {
    ...(outgoing.text !== undefined && { text: outgoing.text }),
    ...(outgoing.replyTo && { reply_to: { mid: outgoing.replyTo } }),
    ...(outgoing.attachments.length > 0 && {
      attachments: outgoing.attachments.map(({ type, payload }) => ({
        type,
        ...(payload && { payload: echoPayload(world, payload) }),
      })),
    }),
    ...(outgoing.stickerId && {
      attachments: [{ type: 'sticker', payload: { sticker_id: Number(outgoing.stickerId) } }],
    }),
  }
}

/** The echo has a link where the request had an id. */
function echoPayload(world: World, payload: Readonly<Record<string, unknown>>): object {
  const { is_reusable: _reusable, attachment_id: id, ...rest } = payload
  const medium = findMedium(world, textOf(id))
  return { ...rest, ...(medium && { url: cdnUrl(world, medium) }) }
}
