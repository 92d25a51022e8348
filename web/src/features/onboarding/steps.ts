/** The way from an empty inbox to a team that answers: what is done, by what the server knows. */
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { api, useAppState } from '../../client.ts'
import { useConnections } from '../../directory.ts'
import { savePreferences, useMe } from '../../preferences.ts'

export interface Onboarding {
  readonly isConnected: boolean
  readonly hasReplied: boolean
  readonly hasInvited: boolean
  readonly isDismissed: boolean
  readonly isLoaded: boolean
}
interface Kept {
  readonly replied?: boolean
  readonly dismissed?: boolean
}

export function useOnboarding(): Onboarding {
  const me = useMe().data
  const connections = useConnections().data
  const users = useCount('users', '/api/users')
  const invites = useCount('invites', '/api/invites')
  const kept = (me?.preferences['onboarding'] ?? {}) as Kept
  const replies = useAppState((state) =>
    [...state.chats.values()].some((chat) => chat.lastMessage?.direction === 'out'),
  )
  const isNews = me !== undefined && replies && !kept.replied
  useEffect(() => {
    // A later message hides the reply again, so that there was one is kept.
    if (isNews) void savePreferences({ onboarding: { ...kept, replied: true } }).catch(() => {})
  })
  return {
    isConnected: (connections?.length ?? 0) > 0,
    hasReplied: kept.replied === true || replies,
    hasInvited: users > 1 || invites > 0,
    isDismissed: kept.dismissed === true,
    isLoaded: me !== undefined && connections !== undefined,
  }
}

export function dismissOnboarding(): void {
  void savePreferences({ onboarding: { replied: true, dismissed: true } }).catch(() => {})
}

function useCount(name: string, path: string): number {
  const { data } = useQuery({
    queryKey: [name],
    queryFn: ({ signal }) => api.get<{ items: readonly unknown[] }>(path, { signal }),
    select: ({ items }) => items.length,
  })
  return data ?? 0
}
