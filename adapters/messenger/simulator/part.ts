/** Messenger on the simulated platform. */
import {
  avatarUrl,
  findIdentity,
  idOf,
  messagingNode,
  openNode,
  pageEndpoints,
  personProfile,
} from '@parley/adapter-meta/simulator'
import type { MessagingChannel, Part } from '@parley/adapter-meta/simulator'
import { GraphError } from '@parley/adapter-meta/simulator'

import { messengerLife } from './life.ts'

const megabyte = 1024 * 1024

export const messaging: MessagingChannel = {
  object: 'page',
  midKind: 'page-mid',
  rules: {
    maxText: { max: 2000, unit: 'codepoint' },
    media: {
      image: { mimes: /^image\/(png|jpeg|gif|webp)$/, maxBytes: 8 * megabyte },
      audio: { mimes: /^audio\//, maxBytes: 25 * megabyte },
      video: { mimes: /^video\//, maxBytes: 25 * megabyte },
      file: { mimes: /./, maxBytes: 25 * megabyte },
    },
    more: {},
    templates: ['generic', 'button', 'media', 'image_grid', 'product'],
    maxAttachments: 1,
    hasStickers: true,
    hasUtility: true,
  },
  faults: {
    windowClosed: { code: 10, subcode: 2018278 },
    noSuchUser: { code: 100, subcode: 2018001 },
  },
  fields: {
    echo: 'message_echoes',
    edit: 'message_edits',
    referral: 'messaging_referrals',
    handover: 'messaging_handovers',
    read: 'message_reads',
  },
  receipts: 'watermark',
  reactions: {
    smile: '😆',
    angry: '😠',
    sad: '😢',
    wow: '😮',
    love: '❤',
    like: '👍',
    dislike: '👎',
  },
  inboxApp: '263902037430900',
}

export const messengerPart: Part = {
  channel: 'messenger',
  name: 'Messenger',
  messaging,
  endpoints: {
    ...pageEndpoints,
    'GET messenger person': (world, call, id) => {
      const identity = findIdentity(world, id, 'messenger')
      if (!identity) throw new GraphError({ code: 100, subcode: 33 })
      const [first = '', ...rest] = identity.name.split(' ')
      const profile = {
        name: identity.name,
        first_name: first,
        last_name: rest.join(' '),
        profile_pic: avatarUrl(world, identity.person ?? id),
        locale: 'en_US',
        timezone: 1,
        gender: null,
      }
      return personProfile(world, call, {
        id,
        profile,
        byDefault: 'first_name,last_name,profile_pic,id',
      })
    },
  },
  nodeOf: (world, id, call) =>
    world.isOpen ? openNode(id, call, 'messenger') : messagingNode(world, id, 'messenger'),
  identify: (account, person) => idOf('scoped', `${account.id}:${person.id}`),
  life: messengerLife,
}
