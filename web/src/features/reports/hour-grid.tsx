import type { Report } from '@parley/core/schemas'

import { locale } from '../../i18n.ts'

import css from './reports.module.css'

type Hours = Report['hours']
const weekdays = [1, 2, 3, 4, 5, 6, 7]
const hours = Array.from({ length: 24 }, (_, hour) => hour)

/** When contacts write: a day of the week a line, the darker the busier. The table below says the same in numbers. */
export function HourGrid({ hours: found }: { readonly hours: Hours }) {
  const counts = new Map(
    found.map(({ weekday, hour, received }) => [weekday * 24 + hour, received]),
  )
  const most = Math.max(1, ...counts.values())
  return (
    <div className={css.grid} aria-hidden>
      {weekdays.map((weekday) => (
        <div key={weekday} className={css.gridRow}>
          <span className={css.gridName}>{weekdayName(weekday, locale(), 'short')}</span>
          {hours.map((hour) => {
            const count = counts.get(weekday * 24 + hour) ?? 0
            return (
              <span
                key={hour}
                className={css.cell}
                title={`${hourName(hour)}: ${count}`}
                style={{ opacity: count === 0 ? 0.08 : 0.25 + 0.75 * (count / most) }}
              />
            )
          })}
        </div>
      ))}
      <div className={css.gridRow}>
        <span className={css.gridName} />
        {hours.map((hour) => (
          <span key={hour} className={css.gridHour}>
            {hour % 6 === 0 ? hour : ''}
          </span>
        ))}
      </div>
    </div>
  )
}

export function hourRows(found: Hours, tag: string): (string | number)[][] {
  return found.map(({ weekday, hour, received }) => [
    weekdayName(weekday, tag, 'long'),
    hourName(hour),
    received,
  ])
}

/** Monday is 1; the first of January 2024 was one. */
function weekdayName(weekday: number, tag: string, length: 'short' | 'long'): string {
  return new Intl.DateTimeFormat(tag, { weekday: length }).format(new Date(2024, 0, weekday, 12))
}

function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
