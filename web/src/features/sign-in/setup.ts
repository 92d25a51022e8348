import { type UseQueryResult, useQuery } from '@tanstack/react-query'

import { send } from '../../client.ts'

export interface Setup {
  readonly needsFirstUser: boolean
  readonly registration: 'open' | 'invite'
  readonly simulator: boolean
  readonly version: string
}

/** What the server says before anyone has signed in. */
export function useSetup(): UseQueryResult<Setup> {
  return useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => send('GET', '/api/setup', { signal }) as Promise<Setup>,
    staleTime: 10_000,
  })
}
