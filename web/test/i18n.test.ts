import { readdirSync } from 'node:fs'

import t from 'tap'

import { findLanguage, format, languages, locale, setLocale, t as say } from '../src/i18n.ts'

t.test('values are filled in, numbers as the language writes them', async (t) => {
  t.equal(format('Hello {name}', { name: 'Ana' }, 'en'), 'Hello Ana')
  t.equal(format('{count} of {max}', { count: 1234, max: 5 }, 'en'), '1,234 of 5')
  t.equal(format('{count}', { count: 1234 }, 'de'), '1.234')
  t.equal(format('{unknown}', {}, 'en'), '{unknown}')
  t.equal(format('{a}', { a: '{b}' }, 'en'), '{b}', 'a value is never read as a sentence')
})

t.test('plurals follow the rules of the language', async (t) => {
  const chats = { one: '{count} chat', other: '{count} chats' }
  t.equal(format(chats, { count: 1 }, 'en'), '1 chat')
  t.equal(format(chats, { count: 0 }, 'en'), '0 chats')
  const arabic = { zero: 'z', one: 'o', two: 't', few: 'f', many: 'm', other: 'x' }
  t.equal([0, 1, 2, 3, 11, 100].map((count) => format(arabic, { count }, 'ar')).join(''), 'zotfmx')
  t.equal(format({ other: 'x' }, { count: 1 }, 'en'), 'x')
})

t.test('an unknown language falls back to English, a region to its language', async (t) => {
  t.equal(findLanguage('tlh').locale, 'en')
  t.equal(findLanguage('en-GB').locale, 'en')
  await setLocale('en')
  t.equal(locale(), 'en')
  t.equal(say('list.updates', { count: 2 }), '2 updates')
})

t.test('every language says everything, with the same values in it', async (t) => {
  const english = await findLanguage('en').load()
  for (const language of languages) {
    const catalogue = await language.load()
    t.strictSame(Object.keys(catalogue).sort(), Object.keys(english).sort(), language.locale)
    for (const [key, sentence] of Object.entries(english)) {
      const theirs = catalogue[key as keyof typeof english]
      t.strictSame(namesIn(theirs), namesIn(sentence), `${language.locale} ${key}`)
    }
  }
})

/** A plural may leave its number out where the form says it ("one", "two"); every other value must be there. */
function namesIn(sentence: string | Readonly<Record<string, string>>): readonly string[] {
  const texts = typeof sentence === 'string' ? [sentence] : Object.values(sentence)
  const names = texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))
  return [...new Set(names)].filter((name) => name !== undefined).sort()
}

t.test('no sentence of the English catalogue is in two parts of it', async (t) => {
  let count = 0
  for (const folder of ['en', 'more']) {
    const place = new URL(`../src/i18n/${folder}/`, import.meta.url)
    for (const file of readdirSync(place)) {
      const part = (await import(new URL(file, place).href)) as Record<string, object>
      for (const entries of Object.values(part)) count += Object.keys(entries).length
    }
  }
  t.equal(count, Object.keys(await findLanguage('en').load()).length)
})
