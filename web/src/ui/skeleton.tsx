import { useEffect, useState } from 'react'

import { t } from '../i18n.ts'

import css from './skeleton.module.css'

/** Grey shapes of the final size, after a moment: what comes sooner needs none. */
export function Skeleton({
  rows = 8,
  shape = 'row',
}: {
  readonly rows?: number
  readonly shape?: 'row' | 'bubble' | 'line'
}) {
  const isLate = useDelay(150)
  return (
    <div className={css.skeleton} data-shown={isLate || undefined} aria-busy="true">
      <span className="visually-hidden">{t('app.loading')}</span>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className={css[shape]} aria-hidden>
          <span />
          <span />
        </div>
      ))}
    </div>
  )
}

function useDelay(ms: number): boolean {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return isOver
}
