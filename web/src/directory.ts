/** What changes seldom and many screens need: channels, connections, labels, people, canned replies, views. */
import type { CannedReply, Channel, Connection, Label, View } from '@parley/core/schemas'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'

import { api } from './client.ts'

export interface Colleague {
  readonly id: string
  readonly name: string
}

function useList<T>(name: string, path: string): UseQueryResult<readonly T[]> {
  return useQuery({
    queryKey: [name],
    queryFn: ({ signal }) => api.get<{ items: readonly T[] }>(path, { signal }),
    select: (answer) => answer.items,
    staleTime: 5 * 60_000,
  })
}

export function useChannels(): UseQueryResult<readonly Channel[]> {
  return useList<Channel>('channels', '/api/channels')
}

export function useConnections(): UseQueryResult<readonly Connection[]> {
  return useList<Connection>('connections', '/api/social-connections')
}

export function useLabels(): UseQueryResult<readonly Label[]> {
  return useList<Label>('labels', '/api/labels')
}

export function useColleagues(): UseQueryResult<readonly Colleague[]> {
  return useList<Colleague>('users', '/api/users')
}

export function useCannedReplies(): UseQueryResult<readonly CannedReply[]> {
  return useList<CannedReply>('canned-replies', '/api/canned-replies')
}

export function useViews(): UseQueryResult<readonly View[]> {
  return useList<View>('views', '/api/views')
}

export { useMe } from './preferences.ts'
