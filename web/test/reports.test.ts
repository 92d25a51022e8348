import t from 'tap'

import { csvOf, everyDay, lastDays } from '../src/features/reports/days.ts'
import { duration } from '../src/features/reports/span.ts'

t.test('the last days end today and go over months and years', async (t) => {
  t.same(lastDays(7, new Date(2026, 2, 3, 23, 59)), { from: '2026-02-25', to: '2026-03-03' })
  t.same(lastDays(1, new Date(2026, 0, 1)), { from: '2026-01-01', to: '2026-01-01' })
  t.same(lastDays(30, new Date(2026, 0, 5)), { from: '2025-12-07', to: '2026-01-05' })
})

t.test('a day on which nothing was said is there too', async (t) => {
  const range = { from: '2026-02-27', to: '2026-03-02' }
  const days = everyDay(range, [{ day: '2026-02-28', received: 3, sent: 1 }])
  t.same(
    days.map(({ day, received }) => [day, received]),
    [
      ['2026-02-27', 0],
      ['2026-02-28', 3],
      ['2026-03-01', 0],
      ['2026-03-02', 0],
    ],
  )
})

t.test('cells are quoted where they must be, and never become formulas', async (t) => {
  const rows = [
    ['Name', 'Sent'],
    ['Ann, "the first"', 3],
    ['=HYPERLINK("x")', -1],
    ['two\nlines', 0],
  ]
  const csv = `Name,Sent\r\n"Ann, ""the first""",3\r\n"'=HYPERLINK(""x"")",-1\r\n"two\nlines",0`
  t.equal(csvOf(rows), csv)
})

t.test('a wait is said in the largest unit that fits', async (t) => {
  t.equal(duration(null), '–')
  t.equal(duration(0), '0 sec')
  t.equal(duration(59), '59 sec')
  t.equal(duration(90), '1.5 min')
  t.equal(duration(3600), '1 hr')
  t.equal(duration(36_000), '10 hr')
  t.equal(duration(200_000), '2.3 days')
})
