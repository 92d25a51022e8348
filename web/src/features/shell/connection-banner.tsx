import { useEffect, useState } from 'react'

import { socket, useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'

import css from './shell.module.css'

const QUIET_MS = 2000

/** Says when the page may be behind: silent while all is well and during short gaps. */
export function ConnectionBanner() {
  const link = useAppState((state) => state.link)
  const isDown =
    link.status === 'waiting' || link.status === 'connecting' || link.status === 'offline'
  const isLong = useLasting(isDown, QUIET_MS)
  return (
    <output>
      {isDown && isLong && (
        <div className={css.banner}>
          {link.status === 'offline' ? <OfflineText /> : <RetryText />}
          {link.status === 'waiting' && (
            <Button size="small" onPress={() => socket.check()}>
              {t('link.tryNow')}
            </Button>
          )}
        </div>
      )}
    </output>
  )
}

function OfflineText() {
  const waiting = useAppState((state) =>
    [...state.outgoing.values()].reduce((sum, list) => sum + list.length, 0),
  )
  return waiting > 0 ? t('link.offlineWaiting', { count: waiting }) : t('link.offline')
}

function RetryText() {
  const link = useAppState((state) => state.link)
  const now = useSecond()
  if (link.status !== 'waiting') return t('link.reconnecting')
  const seconds = Math.max(0, Math.ceil((link.retryAt - now) / 1000))
  return seconds > 0 ? t('link.retryIn', { count: seconds }) : t('link.reconnecting')
}

/** True once `value` has been true for a while. */
function useLasting(value: boolean, ms: number): boolean {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(value), value ? ms : 0)
    return () => clearTimeout(timer)
  }, [value, ms])
  return isLong
}

function useSecond(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
