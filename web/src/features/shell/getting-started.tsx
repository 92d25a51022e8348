import { Suspense } from 'react'
import { useLocation } from 'wouter'

import { useSession } from '../../client.ts'
import { useMe } from '../../directory.ts'
import { lazyPage } from '../../lazy-page.ts'
import { paths } from '../../routes.ts'

const Checklist = lazyPage(async () => (await import('../onboarding/checklist.tsx')).Checklist)

/** The first steps, above the inbox of an administrator who has not sent them away. */
export function GettingStarted() {
  const { user } = useSession()
  const [path] = useLocation()
  const me = useMe().data
  const { dismissed } = (me?.preferences['onboarding'] ?? {}) as { dismissed?: boolean }
  if (!me || dismissed || user?.role !== 'admin' || !path.startsWith(paths.inbox)) return null
  return (
    <Suspense>
      <Checklist />
    </Suspense>
  )
}
