/** Which chats a view shows and in what order; the same rules as the server, so that events keep a list right. */
import type { Chat } from '@parley/core/schemas'

import { compareIds } from './state.ts'

/** As in the address bar. No `status` means open chats. */
export interface Filters {
  readonly status?: string
  readonly channel?: string
  readonly connectionId?: string
  readonly contactId?: string
  readonly assigneeId?: string
  readonly label?: string
  readonly priority?: string
  readonly unread?: string
  readonly waiting?: string
  readonly q?: string
  readonly sort?: string
}
const names = [
  'assigneeId',
  'channel',
  'connectionId',
  'contactId',
  'label',
  'priority',
  'q',
  'sort',
  'status',
  'unread',
  'waiting',
] as const satisfies readonly (keyof Filters)[]

export function parseFilters(search: string): Filters {
  const params = new URLSearchParams(search)
  return Object.fromEntries(names.flatMap((name) => entryOf(name, params.get(name))))
}

function entryOf(name: keyof Filters, value: string | null): [string, string][] {
  const usual = (name === 'status' && value === 'open') || (name === 'sort' && value === 'latest')
  return value && !usual ? [[name, value]] : []
}

/** Canonical: the same filters always give the same text. */
export function formatFilters(filters: Filters): string {
  const params = new URLSearchParams()
  for (const name of names) {
    const value = filters[name]
    if (value) params.set(name, value)
  }
  return params.toString()
}

/** The query of `GET /api/chats`. */
export function chatQuery(filters: Filters): Record<string, string> {
  return { ...filters, status: filters.status ?? (filters.q || filters.contactId ? 'all' : 'open') }
}

/** A text search is the server's alone: events change its rows but never what is in it. */
export function isLive(filters: Filters): boolean {
  return !filters.q
}

export function matches(filters: Filters, chat: Chat, meId: string | null): boolean {
  return (
    matchesStatus(filters, chat) &&
    matchesAssignee(filters.assigneeId, chat, meId) &&
    same(filters.channel, chat.channel) &&
    same(filters.connectionId, chat.connection.id) &&
    same(filters.contactId, chat.contact.id) &&
    same(filters.priority, chat.priority) &&
    (!filters.label || chat.labels.includes(filters.label)) &&
    matchesMarks(filters, chat)
  )
}

function matchesMarks({ unread, waiting }: Filters, chat: Chat): boolean {
  return (
    (unread !== 'true' || chat.unreadCount > 0) &&
    (waiting !== 'true' || chat.waitingSince !== null)
  )
}

function matchesStatus(filters: Filters, chat: Chat): boolean {
  const wanted = chatQuery(filters)['status']
  return wanted === 'all' || wanted === chat.status
}

function matchesAssignee(wanted: string | undefined, chat: Chat, meId: string | null): boolean {
  if (!wanted) return true
  if (wanted === 'none') return chat.assignee === null
  return chat.assignee?.id === (wanted === 'me' ? meId : wanted)
}

function same(wanted: string | undefined, value: string | null): boolean {
  return !wanted || wanted === value
}

/** Orders two chats as the server does. */
export function compareChats(filters: Filters, a: Chat, b: Chat): number {
  if (filters.sort === 'waiting') return ascending(a.waitingSince, b.waitingSince) || newest(a, b)
  if (filters.sort === 'window') {
    return ascending(a.window.closesAt, b.window.closesAt) || newest(a, b)
  }
  if (filters.sort === 'unread') return unreadLast(a) - unreadLast(b) || newest(a, b)
  return newest(a, b)
}

function unreadLast(chat: Chat): number {
  return Number(chat.unreadCount === 0)
}

function newest(a: Chat, b: Chat): number {
  return compareTimes(activity(b), activity(a)) || compareIds(b.id, a.id)
}

function activity(chat: Chat): string {
  return chat.lastMessageAt ?? chat.createdAt
}

function ascending(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compareTimes(a, b)
}

export function compareTimes(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b)
}
