import type { Report } from '@parley/core/schemas'

import { locale, t } from '../../i18n.ts'

import css from './reports.module.css'

const HEIGHT = 160
const WIDTH = 12
const GAP = 4

/** Two bars a day, received and sent; the table below says the same in numbers. */
export function DayBars({ days }: { readonly days: readonly Report['days'][number][] }) {
  const most = Math.max(1, ...days.map((day) => Math.max(day.received, day.sent)))
  const step = 2 * WIDTH + GAP
  return (
    <figure className={css.chart}>
      <svg
        viewBox={`0 0 ${days.length * step} ${HEIGHT}`}
        preserveAspectRatio="none"
        className={css.bars}
        aria-hidden
      >
        {days.map(({ day, received, sent }, at) => (
          <g key={day}>
            <title>{`${dayName(day)}: ${received} / ${sent}`}</title>
            <rect x={at * step} y={0} width={step} height={HEIGHT} fill="transparent" />
            <Bar x={at * step} part={received / most} className={css.received} />
            <Bar x={at * step + WIDTH} part={sent / most} className={css.sent} />
          </g>
        ))}
      </svg>
      <figcaption className={css.legend}>
        <span>{dayName(days[0]?.day)}</span>
        <span className={css.key} data-kind="received">
          {t('reports.received')}
        </span>
        <span className={css.key} data-kind="sent">
          {t('reports.sent')}
        </span>
        <span>{dayName(days.at(-1)?.day)}</span>
      </figcaption>
    </figure>
  )
}

function Bar({
  x,
  part,
  className,
}: {
  readonly x: number
  readonly part: number
  readonly className: string | undefined
}) {
  const height = part * HEIGHT
  return <rect x={x} y={HEIGHT - height} width={WIDTH} height={height} className={className} />
}

function dayName(day: string | undefined): string {
  if (!day) return ''
  const noon = new Date(`${day}T12:00:00`)
  return new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' }).format(noon)
}
