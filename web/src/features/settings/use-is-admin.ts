import { useSession } from '../../client.ts'

/** What the server would refuse is not offered. */
export function useIsAdmin(): boolean {
  return useSession().user?.role === 'admin'
}
