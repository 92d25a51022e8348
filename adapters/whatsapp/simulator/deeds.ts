/** What a customer does on WhatsApp, as state and webhooks. */
import {
  createPerson,
  findMedium,
  GraphError,
  lookasideUrl,
  openThread,
  textOf,
} from '@parley/adapter-meta/simulator'
import type { Act, Deed, Scene } from '@parley/adapter-meta/simulator'

import { pick } from './change.ts'
import { targetDeeds } from './target-deeds.ts'
import { writes } from './written.ts'

type Fields = Readonly<Record<string, unknown>>
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
  ...targetDeeds,
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
    openGroup(scene, group)
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

/** What is written in a group opens the group's window, not the writer's alone. */
function openGroup({ world, account, at }: Scene, id: string): void {
  const known = world.state.people.find((each) => each.phone === id)
  const group = known ?? createPerson(world, { name: 'A group', handle: '', phone: id })
  openThread(world, account, group).lastInboundAt = at
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
