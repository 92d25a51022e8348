import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { toApiError } from '../client.ts'
import { Skeleton } from './skeleton.tsx'
import { Failed } from './states.tsx'

/** What a query gave, or why it is not there. Old data stays while new data is on its way. */
export function Loaded<T>({
  query,
  rows = 4,
  children,
}: {
  readonly query: UseQueryResult<T>
  readonly rows?: number
  readonly children: (data: T) => ReactNode
}) {
  const { data, error, refetch } = query
  if (data !== undefined) return children(data)
  if (error) return <Failed error={toApiError(error)} onRetry={() => void refetch()} />
  return <Skeleton shape="line" rows={rows} />
}
