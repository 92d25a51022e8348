import { useEffect, useState } from 'react'

import { session } from '../../client.ts'
import { t } from '../../i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'

const PATIENCE_MS = 1500

/** Nothing, for the moment that it usually takes to know who is here; then why it takes longer. */
export function Starting() {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS)
    function again(): void {
      void session.resume()
    }
    window.addEventListener('online', again)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('online', again)
    }
  }, [])
  if (!isLong) return null
  return (
    <main>
      <h1 className="visually-hidden">{t('app.name')}</h1>
      <Empty title={t('error.network')}>
        <Button onPress={() => void session.resume()}>{t('link.tryNow')}</Button>
      </Empty>
    </main>
  )
}
