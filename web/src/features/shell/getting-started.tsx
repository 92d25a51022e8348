import { Suspense, useEffect, useState } from 'react'
import { useLocation } from 'wouter'

import { readLocal, writeLocal } from '../../appearance.ts'
import { useSession } from '../../client.ts'
import { lazyPage } from '../../lazy-page.ts'
import { useMe } from '../../preferences.ts'
import { paths } from '../../routes.ts'

import css from './shell.module.css'

const Checklist = lazyPage(async () => (await import('../onboarding/checklist.tsx')).Checklist)

/** The first steps, above the inbox of an administrator who has not sent them away. */
export function GettingStarted() {
  const { user } = useSession()
  const [path] = useLocation()
  if (user?.role !== 'admin' || !path.startsWith(paths.inbox)) return null
  return <Steps key={user.id} userId={user.id} />
}

/** Its place is there before it is known whether it is needed, so that nothing moves; where it was over once, there is none. */
function Steps({ userId }: { readonly userId: string }) {
  const place = `started.${userId}`
  const [isOver, setIsOver] = useState(() => readLocal(place) === 'over')
  const { dismissed } = (useMe().data?.preferences['onboarding'] ?? {}) as { dismissed?: boolean }
  function end(): void {
    writeLocal(place, 'over')
    setIsOver(true)
  }
  useEffect(() => {
    if (dismissed) writeLocal(place, 'over')
  }, [dismissed, place])
  if (dismissed || isOver) return null
  return (
    <div className={css.started} data-first-steps>
      <Suspense>
        <Checklist onOver={end} />
      </Suspense>
    </div>
  )
}
