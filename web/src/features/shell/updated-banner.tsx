import { useEffect, useState } from 'react'

import { useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { useSetup } from '../sign-in/setup.ts'

import css from './shell.module.css'

/** The server was updated while the page was open. Drafts are kept, so reloading loses nothing; when is for the person to say. */
export function UpdatedBanner() {
  const isUpdated = useIsUpdated()
  const [isLater, setIsLater] = useState(false)
  return (
    <output>
      {isUpdated && !isLater && (
        <div className={css.banner}>
          {t('link.updated')}
          <Button size="small" onPress={() => location.reload()}>
            {t('app.reload')}
          </Button>
          <Button size="small" look="quiet" onPress={() => setIsLater(true)}>
            {t('app.dismiss')}
          </Button>
        </div>
      )}
    </output>
  )
}

/** Asked after each reconnect; a part of the page that is no longer there says the same. */
function useIsUpdated(): boolean {
  const { data, refetch } = useSetup()
  const [first, setFirst] = useState<string | undefined>()
  const [isBroken, setIsBroken] = useState(false)
  const isReady = useAppState((state) => state.link.status === 'ready')
  const version = data?.version
  if (first === undefined && version !== undefined) setFirst(version)
  useEffect(() => {
    if (isReady) void refetch()
  }, [isReady, refetch])
  useEffect(() => {
    function broken(): void {
      setIsBroken(true)
    }
    window.addEventListener('vite:preloadError', broken)
    return () => window.removeEventListener('vite:preloadError', broken)
  }, [])
  return isBroken || (first !== undefined && version !== undefined && version !== first)
}
