/** Instagram on the simulated platform, through a Page and with Instagram Login. */
import {
  GraphError,
  avatarUrl,
  findAccount,
  findIdentity,
  getAccount,
  idOf,
  judgeReach,
  messagingEndpoints,
  messagingNode,
  openNode,
  pageEndpoints,
  personProfile,
  pickFields,
} from '@parley/adapter-meta/simulator'
import type { GraphCall, MessagingChannel, Part, World } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'

import { instagramLife } from './life.ts'

const megabyte = 1024 * 1024
const shareId = Type.Object(
  { id: Type.Union([Type.String({ minLength: 1 }), Type.Integer()]) },
  { additionalProperties: false },
)

export const messaging: MessagingChannel = {
  object: 'instagram',
  midKind: 'instagram-mid',
  rules: {
    maxText: { max: 1000, unit: 'byte' },
    media: {
      image: { mimes: /^image\/(png|jpeg)$/, maxBytes: 8 * megabyte },
      audio: { mimes: /^audio\/(aac|mp4|x-m4a|m4a|wav|x-wav|vnd\.wave)$/, maxBytes: 25 * megabyte },
      video: {
        mimes: /^video\/(mp4|ogg|avi|x-msvideo|quicktime|webm)$/,
        maxBytes: 25 * megabyte,
      },
      file: { mimes: /^application\/pdf$/, maxBytes: 25 * megabyte },
    },
    more: { MEDIA_SHARE: shareId, like_heart: null },
    templates: ['generic', 'button', 'product'],
    maxAttachments: 10,
    hasStickers: false,
    hasUtility: false,
  },
  faults: {
    windowClosed: { code: 10, subcode: 2534022 },
    noSuchUser: { code: 100, subcode: 2534014 },
  },
  fields: {
    echo: 'message_echoes',
    edit: 'message_edit',
    referral: 'messaging_referral',
    handover: 'messaging_handover',
    read: 'messaging_seen',
  },
  receipts: 'seen',
  reactions: { love: '❤' },
  inboxApp: '1217981644879628',
}

export const instagramPart: Part = {
  channel: 'instagram',
  name: 'Instagram',
  messaging,
  endpoints: {
    ...pageEndpoints,
    ...messagingEndpoints('instagram', {
      messaging: 'instagram_business_manage_messages',
      manage: 'instagram_business_manage_messages',
    }),
    'GET instagram': readAccount,
    'GET instagram person': readPerson,
  },
  nodeOf: (world, id, call) =>
    world.isOpen ? openNode(id, call, 'instagram') : messagingNode(world, id, 'instagram'),
  identify: (account, person) => idOf('scoped', `${account.id}:${person.id}`),
  life: instagramLife,
}

/** The professional account itself; `id` is scoped to the app, `user_id` is the one in webhooks. */
function readAccount(world: World, call: GraphCall, id: string): object {
  judgeReach(world, call, { owners: [id, findAccount(world, id)?.owner ?? ''], scopes: [] })
  const account = world.isOpen
    ? { id: id === 'me' ? '17841400000000101' : id, name: 'Example', handle: 'example' }
    : getAccount(world, id)
  const facts = {
    id: call.path[0] === 'me' ? idOf('scoped', `app:${account.id}`) : account.id,
    user_id: account.id,
    username: account.handle ?? null,
    name: account.name,
    account_type: 'BUSINESS',
    profile_picture_url: avatarUrl(world, account.id),
    followers_count: 1204,
    follows_count: 80,
    media_count: 96,
  }
  return pickFields(facts, call.params['fields'], 'id')
}

function readPerson(world: World, call: GraphCall, id: string): object {
  const identity = findIdentity(world, id, 'instagram')
  if (!identity) throw new GraphError({ code: 100, subcode: 33 })
  const thread = world.state.threads.find((each) => each.identity === id)
  // a comment alone is no consent; a message or a tap is
  if (thread && thread.lastInboundAt === 0) throw new GraphError({ code: 230 })
  const profile = {
    name: identity.name,
    username: identity.handle,
    profile_pic: avatarUrl(world, identity.person ?? id),
    is_verified_user: false,
    follower_count: 312,
    is_user_follow_business: true,
    is_business_follow_user: false,
  }
  return personProfile(world, call, { id, profile, byDefault: 'name,username,id' })
}
