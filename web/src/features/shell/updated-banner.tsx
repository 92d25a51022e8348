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

/** Asked after each reconnect, and when a part of the page cannot be loaded: it may have gone with its version, or the network was away. */
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
      void isOtherBuild().then((isOther) => isOther && setIsBroken(true))
    }
    window.addEventListener('vite:preloadError', broken)
    return () => window.removeEventListener('vite:preloadError', broken)
  }, [])
  return isBroken || (first !== undefined && version !== undefined && version !== first)
}

/** The page that the server gives now begins with other scripts. */
async function isOtherBuild(): Promise<boolean> {
  const response = await fetch('/', { cache: 'no-store' }).catch(() => null)
  if (!response?.ok) return false
  const page = await response.text()
  const scripts = document.querySelectorAll<HTMLScriptElement>('script[type="module"]')
  return [...scripts].some(({ src }) => !page.includes(`"${new URL(src).pathname}"`))
}
