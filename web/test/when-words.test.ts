import t from 'tap'

import { parseWhen } from '../src/text/snooze.ts'
import { toEnglish } from '../src/text/when-words.ts'

// a Wednesday
const now = new Date(2026, 2, 4, 10, 0)
function when(text: string, locale: string): string | undefined {
  const at = parseWhen(toEnglish(text, locale), now)
  return at?.toLocaleString('sv').slice(0, 16)
}

t.test('times are understood in German', async (t) => {
  t.equal(when('morgen 14:30', 'de'), '2026-03-05 14:30')
  t.equal(when('Freitag 14:30', 'de'), '2026-03-06 14:30')
  t.equal(when('in 3 Stunden', 'de'), '2026-03-04 13:00')
  t.equal(when('nächste Woche', 'de'), '2026-03-09 09:00')
  t.equal(when('25. Dezember', 'de'), '2026-12-25 09:00')
  t.equal(when('3 h', 'de'), '2026-03-04 13:00')
  t.equal(when('Unfug', 'de'), undefined)
})

t.test('times are understood in Arabic, with its digits too', async (t) => {
  t.equal(when('غدًا 14:30', 'ar'), '2026-03-05 14:30')
  t.equal(when('خلال ٣ ساعات', 'ar'), '2026-03-04 13:00')
  t.equal(when('الجمعة', 'ar'), '2026-03-06 09:00')
  t.equal(when('الأسبوع القادم', 'ar'), '2026-03-09 09:00')
  t.equal(when('25 ديسمبر', 'ar'), '2026-12-25 09:00')
})

t.test('English stays English, in every language', async (t) => {
  for (const locale of ['en', 'de', 'ar']) {
    t.equal(when('tomorrow 14:30', locale), '2026-03-05 14:30')
    t.equal(when('in 2 hours', locale), '2026-03-04 12:00')
    t.equal(when('friday 9am', locale), '2026-03-06 09:00')
  }
})
