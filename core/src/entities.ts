/** The conversation model on one page, for all that the ORM serves. Tables and columns are made by migrations; hot paths use SQL in the noun's own file. */
import { defineEntity, p } from '@mikro-orm/core'

const naming = { id: () => p.bigint('string').primary() }

export const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: naming.id(),
    email: p.text(),
    name: p.text(),
    role: p.enum(['admin', 'agent'] as const),
    passwordHash: p.text().hidden(),
    preferences: p.json<Record<string, unknown>>().default('{}'),
    version: p.integer().default(1),
    disabledAt: p.datetime().nullable(),
    lastSeenAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})
export class UserEntity extends UserSchema.class {}
UserSchema.setClass(UserEntity)

export const TicketSchema = defineEntity({
  name: 'Ticket',
  tableName: 'tickets',
  properties: {
    hash: p.blob().primary(),
    purpose: p.enum(['invite', 'reset'] as const),
    email: p.text(),
    role: p.text().nullable(),
    userId: p.bigint('string').nullable(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const ConnectionSchema = defineEntity({
  name: 'Connection',
  tableName: 'connections',
  properties: {
    id: naming.id(),
    channel: p.text(),
    externalId: p.text(),
    accountId: p.text().nullable(),
    name: p.text(),
    status: p.text().default('unverified'),
    problem: p.text().nullable(),
    checks: p.json<unknown[]>().default('[]'),
    detail: p.json<Record<string, string>>().default('{}'),
    config: p.json<Record<string, unknown>>(),
    secrets: p.text().nullable().hidden(),
    expiresAt: p.datetime().nullable(),
    pausedUntil: p.datetime().nullable(),
    lastEventAt: p.datetime().nullable(),
    checkedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})
export class ConnectionEntity extends ConnectionSchema.class {}
ConnectionSchema.setClass(ConnectionEntity)

export const ContactSchema = defineEntity({
  name: 'Contact',
  tableName: 'contacts',
  properties: {
    id: naming.id(),
    name: p.text().nullable(),
    handle: p.text().nullable(),
    avatarUrl: p.text().nullable(),
    avatarFile: p.uuid().nullable(),
    details: p.json<Record<string, string>>().default('{}'),
    renamed: p.boolean().default(false),
    mergedInto: () => p.manyToOne(ContactSchema).nullable().fieldName('merged_into'),
    profileAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const ChatSchema = defineEntity({
  name: 'Chat',
  tableName: 'chats',
  properties: {
    id: naming.id(),
    connection: () => p.manyToOne(ConnectionSchema),
    contact: () => p.manyToOne(ContactSchema),
    identity: p.text(),
    status: p.text().default('open'),
    assignee: () => p.manyToOne(UserSchema).nullable(),
    priority: p.text().nullable(),
    labels: p.array(),
    snoozedUntil: p.datetime().nullable(),
    inboundCount: p.integer().default(0),
    lastMessageId: p.bigint('string').nullable(),
    lastMessageAt: p.datetime().nullable(),
    lastInAt: p.datetime().nullable(),
    lastInId: p.text().nullable(),
    lastReceivedAt: p.datetime().nullable(),
    waitingSince: p.datetime().nullable(),
    standby: p.boolean().default(false),
    pausedUntil: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const MessageSchema = defineEntity({
  name: 'Message',
  tableName: 'messages',
  properties: {
    id: naming.id(),
    chat: () => p.manyToOne(ChatSchema),
    connection: () => p.manyToOne(ConnectionSchema),
    externalId: p.text().nullable(),
    clientId: p.uuid().nullable(),
    partOf: p.bigint('string').nullable(),
    direction: p.enum(['in', 'out'] as const),
    kind: p.text(),
    text: p.text().nullable(),
    content: p.json<Record<string, unknown>>().nullable(),
    native: p.json().nullable(),
    replyTo: p.text().nullable(),
    authorType: p.text(),
    authorId: p.text().nullable(),
    authorName: p.text().nullable(),
    status: p.text(),
    failure: p.json().nullable(),
    revision: p.integer().default(0),
    edits: p.json().nullable(),
    editedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
    sentAt: p.datetime(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const NoteSchema = defineEntity({
  name: 'Note',
  tableName: 'notes',
  properties: {
    id: naming.id(),
    chat: () => p.manyToOne(ChatSchema),
    author: () => p.manyToOne(UserSchema).nullable(),
    text: p.text(),
    mentions: p.array(),
    editedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const LabelSchema = defineEntity({
  name: 'Label',
  tableName: 'labels',
  properties: {
    id: naming.id(),
    name: p.text(),
    color: p.text().default('#59616d'),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const CannedReplySchema = defineEntity({
  name: 'CannedReply',
  tableName: 'canned_replies',
  properties: {
    id: naming.id(),
    shortcut: p.text(),
    text: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const ViewSchema = defineEntity({
  name: 'View',
  tableName: 'views',
  properties: {
    id: naming.id(),
    userId: p.bigint('string').nullable(),
    name: p.text(),
    query: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const DeliverySchema = defineEntity({
  name: 'Delivery',
  tableName: 'deliveries',
  properties: {
    id: naming.id(),
    path: p.text(),
    body: p.blob(),
    headers: p.json<Record<string, string>>(),
    state: p.text(),
    reason: p.text().nullable(),
    outcome: p.json<unknown[]>(),
    connectionIds: p.array(),
    replayedAt: p.datetime().nullable(),
    receivedAt: p.datetime().defaultRaw('now()'),
  },
})

export const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'events',
  properties: {
    id: naming.id(),
    type: p.text(),
    subject: p.bigint('string'),
    chatId: p.bigint('string').nullable(),
    userId: p.bigint('string').nullable(),
    data: p.json().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
})

export const entities = [
  UserSchema,
  TicketSchema,
  ConnectionSchema,
  ContactSchema,
  ChatSchema,
  MessageSchema,
  NoteSchema,
  LabelSchema,
  CannedReplySchema,
  ViewSchema,
  DeliverySchema,
  EventSchema,
]
