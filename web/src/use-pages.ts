import { useInfiniteQuery } from '@tanstack/react-query'

import { type Query } from './api.ts'
import { api } from './client.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}
export interface Pages<T> {
  /** Undefined until the first page is here. */
  readonly items: readonly T[] | undefined
  readonly error: Error | null
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  readonly retry: () => void
}

/** A list that the server gives page by page; what was shown stays until another answer is here. */
export function usePages<T>(name: string, path: string, query: Query = {}): Pages<T> {
  const rows = useInfiniteQuery({
    queryKey: [name, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
    staleTime: 0,
  })
  return {
    items: rows.data?.pages.flatMap((page) => page.items),
    error: rows.error,
    hasMore: rows.hasNextPage,
    isLoadingMore: rows.isFetchingNextPage,
    loadMore: () => void rows.fetchNextPage(),
    retry: () => void rows.refetch(),
  }
}
