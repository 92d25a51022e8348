/** What a customer does on WhatsApp, as state and webhooks. */
import {
  GraphError,
  findMedium,
  findMessage,
  getPerson,
  lookasideUrl,
  newId,
  targetOf,
  textOf,
} from '@parley/adapter-meta/simulator'
import type { Act, Message, Person, Scene, Shown } from '@parley/adapter-meta/simulator'

import { contactOf, pick, seconds, senderOf, tellNumber } from './change.ts'

type Fields = Readonly<Record<string, unknown>>
export type Deed = (scene: Scene) => string | undefined

export const deeds: Readonly<Record<string, Deed>> = {
  text: (scene) => {
    const text = scene.act.text ?? ''
    return writes(scene, { kind: 'text', text }, { type: 'text', text: { body: text } })
  },
  image: (scene) => sendsMedia(scene, 'image'),
  video: (scene) => sendsMedia(scene, 'video'),
  audio: (scene) => sendsMedia(scene, 'audio'),
  voice: (scene) => sendsMedia(scene, 'audio'),
  file: (scene) => sendsMedia(scene, 'document'),
  sticker: (scene) => sendsMedia(scene, 'sticker'),
  location: (scene) => {
    const { lat = 0, lon = 0, label, address } = scene.act.detail ?? {}
    const place = {
      ...(label !== undefined && { name: label }),
      ...(address !== undefined && { address }),
    }
    return writes(
      scene,
      { kind: 'location', location: { lat: Number(lat), lon: Number(lon), label: textOf(label) } },
      {
        type: 'location',
        location: { latitude: Number(lat), longitude: Number(lon), ...place },
      },
    )
  },
  contacts: sendsContact,
  reaction: reacts,
  edit: edits,
  unsend: unsends,
  tap: taps,
  flow: (scene) =>
    writes(
      scene,
      { kind: 'text', text: 'Form sent' },
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: {
            name: 'flow',
            body: 'Sent',
            response_json: JSON.stringify({ flow_token: 'token', ...scene.act.detail }),
          },
        },
      },
    ),
  order: orders,
  read: ({ world, thread }) => {
    thread.readAt = world.now()
    return undefined
  },
  unsupported: (scene) =>
    writes(
      scene,
      { kind: 'text', text: 'A poll' },
      {
        type: 'unsupported',
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is currently not supported.' },
          },
        ],
        unsupported: { type: pick(scene.act.detail, 'type', 'poll') },
      },
    ),
  group: (scene) => {
    const text = scene.act.text ?? ''
    const group = pick(scene.act.detail, 'group_id', '728410918253473183@g.us')
    return writes(
      scene,
      { kind: 'text', text: `In a group: ${text}` },
      { type: 'text', text: { body: text }, group_id: group },
    )
  },
  /** Any message: `detail` is what stands beside from, id and timestamp. */
  raw: (scene) =>
    writes(scene, { kind: 'text', text: JSON.stringify(scene.act.detail) }, scene.act.detail ?? {}),
}

/** A message of the customer: kept for the phone, told to the business. */
function writes(scene: Scene, shown: Shown, content: Fields): string {
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

function sendsMedia(scene: Scene, type: string): string {
  const { world, act } = scene
  const medium = findMedium(world, act.media?.[0] ?? '')
  if (!medium) throw new GraphError({ code: 100, message: `${act.kind} needs media` })
  const caption = type === 'audio' || type === 'sticker' ? '' : (act.text ?? '')
  const kind = act.kind === 'file' ? 'document' : act.kind
  return writes(
    scene,
    {
      kind,
      media: [{ kind, id: medium.id, name: medium.name, mime: medium.mime }],
      ...(caption && { text: caption }),
    },
    {
      type,
      [type]: {
        ...(caption && { caption }),
        ...ownFields(act, type, medium.name),
        mime_type: medium.mime,
        // base64 here, hexadecimal where the medium is looked up
        sha256: Buffer.from(medium.sha256, 'hex').toString('base64'),
        id: medium.id,
        url: lookasideUrl(world, medium),
      },
    },
  )
}

function ownFields(act: Act, type: string, filename: string): Fields {
  if (type === 'document') return { filename }
  if (type === 'sticker') return { animated: false }
  return type === 'audio' ? { voice: act.kind === 'voice' } : {}
}

function sendsContact(scene: Scene): string {
  const { detail } = scene.act
  const name = pick(detail, 'name', 'Noor Halvorsen')
  const phone = pick(detail, 'phone', '+12025550147')
  const [first = '', ...rest] = name.split(' ')
  return writes(
    scene,
    { kind: 'contacts', contacts: [{ name, phones: [phone] }] },
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: name, first_name: first, last_name: rest.join(' ') },
          phones: [{ phone, wa_id: phone.replaceAll(/\D/g, ''), type: 'CELL' }],
        },
      ],
    },
  )
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
  const choices = findMessage(world, replyTo)?.shown.choices ?? []
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

function orders(scene: Scene): string {
  const { text, detail } = scene.act
  const items = [
    { product_retailer_id: 'oak-shelf', quantity: 1, item_price: 140, currency: 'EUR' },
  ]
  return writes(
    scene,
    { kind: 'text', text: `Order: 1 × oak shelf. ${text ?? ''}` },
    {
      type: 'order',
      order: {
        catalog_id: '645947662530082',
        ...(text && { text }),
        product_items: items,
        ...detail,
      },
    },
  )
}
