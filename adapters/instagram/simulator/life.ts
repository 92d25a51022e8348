/** Customers of an Instagram account, and what happens to the account. */
import {
  actOn,
  addAccount,
  commonDeeds,
  commonHappenings,
  getAccount,
  getPerson,
  happenTo,
  newId,
  readyToken,
  tellReceipt,
  textOf,
  writes,
} from '@parley/adapter-meta/simulator'
import type { Account, Deed, Life, Scene, World } from '@parley/adapter-meta/simulator'

export const instagramLife: Life = {
  seed(world) {
    addAccount(world, { ...accounts.books, channel: 'instagram', subscribedFields: ['messages'] })
    addAccount(world, { ...accounts.cafe, channel: 'instagram' })
  },
  act: (world, thread, act) => actOn(world, thread, { act, deeds }),
  happen: (world, account, happening) =>
    happenTo(world, account, {
      happening,
      happenings: { ...commonHappenings, self_message: selfMessage },
    }),
  receipt(world, thread, messages) {
    const last = messages.at(-1)
    if (last?.status !== 'read') return
    tellReceipt(world, getAccount(world, thread.account), {
      thread,
      ids: messages.map((message) => message.id),
      at: last.at,
      isRead: true,
    })
  },
  connection: (world, account) => ({
    externalId: account.id,
    name: account.name,
    config: { instagramId: account.id, login: 'instagram' },
    secrets: {
      accessToken: readyToken(world, {
        kind: 'instagram',
        subject: account.id,
        isInstagramLogin: true,
        scopes: [
          'instagram_business_basic',
          'instagram_business_manage_messages',
          'instagram_business_manage_comments',
        ],
      }),
    },
  }),
}

const accounts = {
  books: {
    id: '17841400000000101',
    owner: '102030405060701',
    name: 'Harbour Lane Books',
    handle: 'harbourlanebooks',
  },
  cafe: {
    id: '17841400000000102',
    owner: '102030405060702',
    name: 'Harbour Lane Café',
    handle: 'harbourlanecafe',
  },
}

const deeds: Readonly<Record<string, Deed>> = {
  ...commonDeeds,
  sticker: (scene) =>
    writes(scene, {
      shown: { kind: 'sticker', text: '❤️' },
      message: { attachments: [{ type: 'like_heart' }] },
    }),
  share: (scene) =>
    attaches(scene, 'ig_post', {
      ig_post_media_id: '17900000000000001',
      title: scene.act.text ?? 'New in the shop',
      url: `${scene.world.baseUrl}/avatar/post.png`,
    }),
  reel: (scene) =>
    attaches(scene, 'ig_reel', {
      reel_video_id: '17900000000000002',
      title: scene.act.text ?? 'How we bind a book',
      url: `${scene.world.baseUrl}/avatar/reel.png`,
    }),
  story_share: (scene) =>
    attaches(scene, 'ig_story', {
      story_media_id: '17900000000000003',
      story_media_url: `${scene.world.baseUrl}/avatar/story.png`,
    }),
  story_mention: (scene) =>
    attaches(scene, 'story_mention', { url: `${scene.world.baseUrl}/avatar/story.png` }),
  story_reply: (scene) => {
    const text = scene.act.text ?? ''
    const story = {
      id: '17900000000000004',
      url: `${scene.world.baseUrl}/avatar/story.png`,
      ...scene.act.detail,
    }
    return writes(scene, {
      shown: { kind: 'text', text, story: 'Replied to your story' },
      message: { text, reply_to: { story } },
    })
  },
  view_once: (scene) =>
    writes(scene, {
      shown: { kind: 'text', text: 'Photo, seen once' },
      message: { attachments: [{ type: 'ephemeral' }] },
    }),
  unsupported: (scene) =>
    writes(scene, {
      shown: { kind: 'text', text: 'Something the platform does not pass on' },
      message: { is_unsupported: true },
    }),
  comment: (scene) => comments(scene, 'comments'),
  live_comment: (scene) => comments(scene, 'live_comments'),
  mention: ({ world, account, act, at }) => {
    const value = { media_id: '17900000000000005', comment_id: act.id ?? `1790${at}` }
    change(world, account, { field: 'mentions', value, at })
    return value.comment_id
  },
}

function attaches(scene: Scene, type: string, payload: Readonly<Record<string, unknown>>): string {
  return writes(scene, {
    shown: { kind: 'share', text: [type.replace('ig_', ''), textOf(payload['title'])].join(': ') },
    message: { attachments: [{ type, payload: { ...payload, ...scene.act.detail } }] },
  })
}

function comments({ world, account, thread, act, at }: Scene, field: string): string {
  const person = getPerson(world, thread.person)
  const id = act.id ?? `1790${at}`
  world.state.comments.push({ id, account: account.id, person: person.id, at, isAnswered: false })
  const value = {
    id,
    text: act.text ?? '',
    from: { id: thread.identity, username: person.handle },
    media: { id: '17900000000000001', media_product_type: field === 'comments' ? 'FEED' : 'LIVE' },
    ...(act.replyTo && { parent_id: act.replyTo }),
  }
  change(world, account, { field, value, at })
  return id
}

function change(
  world: World,
  account: Account,
  { field, value, at }: { field: string; value: object; at: number },
): void {
  world.emit({
    object: 'instagram',
    entry: account.id,
    field,
    list: 'changes',
    item: { field, value },
    time: Math.floor(at / 1000),
  })
}

/** The business writes to itself: an echo that opens no chat. */
function selfMessage({
  world,
  account,
  happening,
}: {
  world: World
  account: Account
  happening: { readonly text?: string }
}): void {
  const at = world.now()
  world.emit({
    object: 'instagram',
    entry: account.id,
    field: 'message_echoes',
    list: 'messaging',
    item: {
      sender: { id: account.id },
      recipient: { id: account.id },
      timestamp: at,
      message: {
        mid: newId(world, 'instagram-mid'),
        text: happening.text ?? 'Note to self',
        is_echo: true,
        is_self: true,
      },
    },
    time: at,
  })
}
