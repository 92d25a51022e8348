import type { Chat, Contact } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { Search, UserRound } from 'lucide-react'
import { useLocation } from 'wouter'

import { api, store } from '../../client.ts'
import { t } from '../../i18n.ts'
import { chatPath } from '../../routes.ts'
import type { Command } from '../../ui/command-dialog.tsx'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { ranked } from './rank.ts'

interface Found {
  readonly chats: readonly Command[]
  readonly contacts: readonly Command[]
  readonly search: readonly Command[]
}

/** Chats and contacts: those at hand at once, the rest as the server finds them. */
export function useFound(typed: string): Found {
  const [, navigate] = useLocation()
  const chats = useFoundChats(typed)
  const contacts = useList('contacts', typed, (signal) =>
    api.get<List<Contact>>('/api/contacts', { query: { q: typed, limit: 5 }, signal }),
  )
  return {
    chats: chats.map((chat) => chatCommand(chat, () => navigate(chatPath(chat.id)))),
    contacts: contacts.map(({ id, name, handle }) => ({
      id: `contact ${id}`,
      label: name,
      hint: handle ?? undefined,
      icon: <UserRound size={16} />,
      run: () => navigate(`/contacts/${id}`),
    })),
    search: typed
      ? [
          {
            id: 'search',
            label: t('palette.searchFor', { q: typed }),
            icon: <Search size={16} />,
            run: () => navigate(`/search?q=${encodeURIComponent(typed)}`),
          },
        ]
      : [],
  }
}

export function chatCommand(chat: Chat, run: () => void): Command {
  return {
    id: `chat ${chat.id}`,
    label: chat.contact.name,
    hint: chat.lastMessage?.text ?? chat.connection.name,
    icon: <ChannelIcon channel={chat.channel} />,
    run,
  }
}

export function useFoundChats(typed: string): readonly Chat[] {
  const chats = useList('chats', typed, (signal) =>
    api.get<List<Chat>>('/api/chats', { query: { q: typed, status: 'all', limit: 8 }, signal }),
  )
  const known = ranked(typed, recentChats(), (chat) => chat.contact.name).slice(0, 5)
  const all = [...known, ...chats.filter(({ id }) => !known.some((chat) => chat.id === id))]
  return all.slice(0, 8)
}

interface List<T> {
  readonly items: readonly T[]
}

function useList<T>(
  name: string,
  typed: string,
  find: (signal: AbortSignal) => Promise<List<T>>,
): readonly T[] {
  const { data } = useQuery({
    queryKey: ['palette', name, typed],
    queryFn: ({ signal }) => find(signal),
    enabled: typed !== '',
    placeholderData: (before) => before,
  })
  return typed === '' ? [] : (data?.items ?? [])
}

/** Those that were opened, the last one first; then those that were talked in last. */
function recentChats(): readonly Chat[] {
  const { threads, chats } = store.state
  const opened = [...threads.keys()].toReversed()
  const others = [...chats.values()]
    .filter(({ id }) => !threads.has(id))
    .toSorted((a, b) => Date.parse(b.lastMessageAt ?? '') - Date.parse(a.lastMessageAt ?? '') || 0)
  return [...opened.map((id) => chats.get(id)), ...others].filter((chat) => chat !== undefined)
}
