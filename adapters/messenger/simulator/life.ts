/** Customers of a Page, and what happens to the Page. */
import {
  actOn,
  addAccount,
  cdnUrl,
  commonDeeds,
  commonHappenings,
  findMedium,
  getAccount,
  happenTo,
  idOf,
  readyToken,
  tellReceipt,
  tells,
  textOf,
  writes,
} from '@parley/adapter-meta/simulator'
import type { Deed, Life, Scene, Template, World } from '@parley/adapter-meta/simulator'

import { writesPublicly } from './feed.ts'

export const messengerLife: Life = {
  seed(world) {
    addAccount(world, { ...pages.books, channel: 'messenger', subscribedFields: [...readyFields] })
    addAccount(world, { ...pages.cafe, channel: 'messenger' })
    addAccount(world, { ...pages.readOnly, channel: 'messenger', tasks: ['ANALYZE'] })
    world.state.templates.push({
      ...reminder,
      id: idOf('object', `template:${pages.books.id}:${reminder.name}`),
      owner: pages.books.id,
    })
  },
  act: (world, thread, act) => actOn(world, thread, { act, deeds }),
  happen: (world, account, happening) =>
    happenTo(world, account, { happening, happenings: { ...commonHappenings, ...happenings } }),
  receipt(world, thread, messages) {
    const last = messages.at(-1)
    if (last?.status !== 'delivered' && last?.status !== 'read') return
    tellReceipt(world, getAccount(world, thread.account), {
      thread,
      ids: messages.map((message) => message.id),
      at: Math.max(...messages.map((message) => message.at)),
      isRead: last.status === 'read',
    })
  },
  connection: (world, account) => ({
    externalId: account.id,
    name: account.name,
    config: { pageId: account.id },
    secrets: {
      accessToken: readyToken(world, { kind: 'page', subject: account.id, scopes: pageScopes }),
    },
  }),
}

const pages = {
  books: { id: '102030405060701', name: 'Harbour Lane Books', handle: 'harbourlanebooks' },
  cafe: { id: '102030405060702', name: 'Harbour Lane Café', handle: 'harbourlanecafe' },
  readOnly: { id: '102030405060703', name: 'Old Market Hall' },
}
const reminder: Omit<Template, 'id' | 'owner'> = {
  name: 'order_ready',
  language: 'en_US',
  category: 'UTILITY',
  format: 'POSITIONAL',
  status: 'APPROVED',
  reason: '',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['58213'] } },
    {
      type: 'BODY',
      text: 'Hello {{1}}, your order can be picked up until {{2}}.',
      example: { body_text: [['Ana', 'Friday']] },
    },
    {
      type: 'BUTTONS',
      buttons: [
        {
          type: 'URL',
          text: 'See the order',
          url: 'https://example.com/orders/{{1}}',
          example: { url_suffix_example: 'https://example.com/orders/58213' },
        },
        { type: 'POSTBACK', text: 'Keep it longer', payload: 'keep' },
      ],
    },
  ],
}
const pageScopes = [
  'pages_show_list',
  'pages_messaging',
  'pages_manage_metadata',
  'pages_read_engagement',
  'business_management',
  'pages_utility_messaging',
  'instagram_basic',
  'instagram_manage_messages',
  'instagram_manage_comments',
]
const readyFields = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'messaging_account_linking',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'response_feedback',
  'send_cart',
  'standby',
  'feed',
] as const

const likes = { small: 369239263222822 }

const deeds: Readonly<Record<string, Deed>> = {
  ...commonDeeds,
  text: (scene) => {
    const text = scene.act.text ?? ''
    const [url] = /https?:\/\/\S+/.exec(text) ?? []
    // a link in a text comes with a preview beside it
    const attachments = url && [
      { type: 'fallback', payload: { url, title: new URL(url).hostname } },
    ]
    return writes(scene, {
      shown: { kind: 'text', text },
      message: { text, ...(attachments && { attachments }) },
    })
  },
  sticker: (scene) => sticker(scene),
  location: (scene) => {
    const { lat = 0, lon = 0 } = scene.act.detail ?? {}
    return writes(scene, {
      shown: { kind: 'location', location: { lat: Number(lat), lon: Number(lon) } },
      message: {
        attachments: [
          { type: 'location', payload: { coordinates: { lat: Number(lat), long: Number(lon) } } },
        ],
      },
    })
  },
  share: (scene) => shares(scene, 'post'),
  reel: (scene) => shares(scene, 'reel'),
  product: (scene) =>
    writes(scene, {
      shown: { kind: 'text', text: scene.act.text ?? 'Is this still for sale?' },
      message: {
        text: scene.act.text ?? 'Is this still for sale?',
        attachments: [
          {
            type: 'template',
            payload: {
              product: {
                elements: [
                  {
                    id: '58640182715',
                    retailer_id: '170622',
                    image_url: `${scene.world.baseUrl}/avatar/product.png`,
                    title: 'Oak shelf',
                    subtitle: '€ 140',
                    ...scene.act.detail,
                  },
                ],
              },
            },
          },
        ],
      },
    }),
  appointment: (scene) =>
    writes(scene, {
      shown: { kind: 'text', text: 'Appointment requested' },
      message: {
        attachments: [
          {
            type: 'appointment_booking',
            payload: {
              booking_id: '21235085336619663',
              status: 'requested',
              start_time: Math.floor(scene.at / 1000) + 86_400,
              end_time: Math.floor(scene.at / 1000) + 90_000,
              timezone: 'Europe/Berlin',
              ...scene.act.detail,
            },
          },
        ],
      },
    }),
  account_linking: (scene) =>
    tells(scene, 'messaging_account_linking', {
      account_linking: {
        status: 'linked',
        authorization_code: 'linked-by-hand',
        ...scene.act.detail,
      },
    }),
  feedback: (scene) =>
    tells(scene, 'response_feedback', {
      response_feedback: { feedback: scene.act.text ?? 'Good response', mid: scene.act.target },
    }),
  order: (scene) =>
    tells(scene, 'send_cart', {
      order: {
        products: [
          { id: '170622', name: 'Oak shelf', quantity: 1, unit_price: 140, currency: 'EUR' },
        ],
        note: scene.act.text ?? '',
        ...scene.act.detail,
      },
    }),
  comment: (scene) => writesPublicly(scene, 'comment'),
  post: (scene) => writesPublicly(scene, 'status'),
}

function sticker(scene: Scene): string {
  const { world, act } = scene
  const medium = act.media?.[0] === undefined ? undefined : findMedium(world, act.media[0])
  const id = Number(act.detail?.['sticker_id'] ?? likes.small)
  const url = medium ? cdnUrl(world, medium) : `${world.baseUrl}/avatar/like.png`
  return writes(scene, {
    shown: medium
      ? { kind: 'sticker', media: [{ kind: 'sticker', id: medium.id }] }
      : { kind: 'sticker', text: '👍' },
    message: { attachments: [{ type: 'sticker', payload: { url, sticker_id: id } }] },
  })
}

function shares(scene: Scene, type: string): string {
  const { act } = scene
  const url = textOf(act.detail?.['url']) || 'https://www.facebook.com/reel/1234567890'
  const title = act.text ?? 'A look inside the workshop'
  return writes(scene, {
    shown: { kind: 'share', text: `${title}\n${url}` },
    message: {
      attachments: [
        {
          type,
          payload: {
            url,
            title,
            ...(type === 'reel' ? { reel_video_id: 1234567890 } : { id: 9639958343 }),
          },
        },
      ],
    },
  })
}

const happenings = {
  app_roles: ({ world, account }: { world: World; account: { id: string } }) => {
    world.emit({
      object: 'page',
      entry: account.id,
      field: 'messaging_handovers',
      list: 'messaging',
      item: {
        recipient: { id: account.id },
        timestamp: world.now(),
        app_roles: { [world.app.id]: ['primary_receiver'] },
      },
      time: world.now(),
    })
  },
}
