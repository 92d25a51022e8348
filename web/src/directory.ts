/** What changes seldom and many screens need: channels, connections, labels, people, canned replies, views, and who one is. */
import type { CannedReply, Channel, Connection, Label, View } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { createElement, type ReactNode } from 'react'

import { api } from './client.ts'
import { MeProvider } from './preferences.ts'
import { shareQuery } from './share-query.ts'

export interface Colleague {
  readonly id: string
  readonly name: string
}

export const [ChannelsProvider, useChannels] = shareList<Channel>('channels', '/api/channels')
export const [ConnectionsProvider, useConnections] = shareList<Connection>(
  'connections',
  '/api/social-connections',
)
export const [LabelsProvider, useLabels] = shareList<Label>('labels', '/api/labels')
export const [ColleaguesProvider, useColleagues] = shareList<Colleague>('users', '/api/users')
export const [CannedRepliesProvider, useCannedReplies] = shareList<CannedReply>(
  'canned-replies',
  '/api/canned-replies',
)
export const [ViewsProvider, useViews] = shareList<View>('views', '/api/views')

const providers = [
  MeProvider,
  ChannelsProvider,
  ConnectionsProvider,
  LabelsProvider,
  ColleaguesProvider,
  CannedRepliesProvider,
  ViewsProvider,
]

/** Around everything that reads one of the lists. */
export function Directory({ children }: { readonly children: ReactNode }): ReactNode {
  return providers.reduceRight<ReactNode>(
    (inner, Provider) => createElement(Provider, null, inner),
    children,
  )
}

function shareList<T>(name: string, path: string) {
  return shareQuery(() =>
    useQuery({
      queryKey: [name],
      queryFn: ({ signal }) => api.get<{ items: readonly T[] }>(path, { signal }),
      select: itemsOf<T>,
      staleTime: 5 * 60_000,
    }),
  )
}

function itemsOf<T>(answer: { readonly items: readonly T[] }): readonly T[] {
  return answer.items
}
