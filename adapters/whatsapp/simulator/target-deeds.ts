/** What a customer does to a message that is there: reacting, editing, taking back, tapping, listening. */
import { findMessage, getPerson, GraphError, newId, targetOf } from '@parley/adapter-meta/simulator'
import type { Act, Deed, Scene } from '@parley/adapter-meta/simulator'

import { seconds, tellNumber } from './change.ts'
import { tellMessage, writes } from './written.ts'

type Fields = Readonly<Record<string, unknown>>

export const targetDeeds: Readonly<Record<string, Deed>> = {
  reaction: reacts,
  edit: edits,
  unsend: unsends,
  tap: taps,
  play: plays,
}

function reacts(scene: Scene): string {
  const { world, thread, act, at } = scene
  const target = targetOf(scene)
  const emoji = act.emoji ?? null
  if (emoji === null) delete target.reactions.personal
  else target.reactions.personal = emoji
  thread.lastInboundAt = Math.max(thread.lastInboundAt, at)
  const id = act.id ?? newId(world, 'wamid')
  tellMessage(scene, id, {
    type: 'reaction',
    reaction: { message_id: target.id, ...(emoji !== null && { emoji }) },
  })
  return id
}

const editMs = 15 * 60_000
const unsendMs = 2 * 24 * 3_600_000

function edits(scene: Scene): string {
  const { world, act, at } = scene
  const target = targetOf(scene)
  if (at - target.at > editMs)
    throw new GraphError({ code: 100, message: 'a message may be edited for 15 minutes' })
  const text = act.text ?? ''
  target.editCount += 1
  target.shown = { ...target.shown, text }
  const id = act.id ?? newId(world, 'wamid')
  tellMessage(scene, id, {
    type: 'edit',
    edit: { original_message_id: target.id, message: { type: 'text', text: { body: text } } },
  })
  return id
}

function unsends(scene: Scene): string {
  const { world, act, at } = scene
  const target = targetOf(scene)
  if (at - target.at > unsendMs)
    throw new GraphError({ code: 100, message: 'a message may be deleted for two days' })
  target.isDeleted = true
  const id = act.id ?? newId(world, 'wamid')
  tellMessage(scene, id, { type: 'revoke', revoke: { original_message_id: target.id } })
  return id
}

/** A button of a template comes as `button`, one of an interactive message as its reply. */
function taps(scene: Scene): string {
  const { world, act } = scene
  const { title = '', payload = title, target: replyTo = '' } = act
  const { choices: own = [], cards = [] } = findMessage(world, replyTo)?.shown ?? {}
  const choices = [...own, ...cards.flatMap((card) => card.choices)]
  const kind = choices.find((each) => each.payload === payload)?.kind
  const replying = kind ? { ...scene, act: { ...act, replyTo } } : scene
  return writes(replying, { kind: 'text', text: title }, tapped(kind, act))
}

function tapped(
  kind: string | undefined,
  { title = '', payload = title, description }: Act,
): Fields {
  if (kind === 'template') return { type: 'button', button: { payload, text: title } }
  const type = kind === 'row' ? 'list_reply' : 'button_reply'
  const reply = { id: payload, title, ...(description && { description }) }
  return { type: 'interactive', interactive: { type, [type]: reply } }
}

/** Listens to a voice message of the business. */
function plays(scene: Scene): undefined {
  const target = targetOf(scene)
  tellNumber(scene.world, scene.account, {
    field: 'messages',
    value: {
      statuses: [
        {
          id: target.id,
          status: 'played',
          timestamp: seconds(scene.at),
          recipient_id: getPerson(scene.world, scene.thread.person).phone,
        },
      ],
    },
  })
}
