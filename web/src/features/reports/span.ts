import { locale } from '../../i18n.ts'

/** `2 min`, `1.5 hr`: in the largest unit that gives at least one. A dash where there is nothing to say. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: seconds / size < 10 ? 1 : 0,
  }).format(seconds / size)
}

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
