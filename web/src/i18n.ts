/** Every sentence on the screen comes from here: `t(key, vars)`, typed by the English catalogue. */
import { useSyncExternalStore } from 'react'

import { en } from './i18n/en.ts'
import type { more } from './i18n/more.ts'

/** A plural has one sentence per category of the language's rules, chosen by `count`. */
export type Plural = { readonly other: string } & Partial<
  Readonly<Record<Intl.LDMLPluralRule, string>>
>
export type Sentence = string | Plural
type English = typeof en & typeof more
export type Key = keyof English
/** What a translation must contain: every key, plural where English is. */
export type Catalogue = {
  readonly [K in Key]: English[K] extends string ? string : Plural
}

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never
type VarsOf<M> = M extends string
  ? Names<M>
  : M extends { readonly other: infer Other extends string }
    ? Names<Other> | 'count'
    : never
type Args<K extends Key> = [VarsOf<English[K]>] extends [never]
  ? []
  : [vars: { readonly [V in VarsOf<English[K]>]: V extends 'count' ? number : string | number }]
/** Keys whose sentence takes no values: what a table of labels may hold. */
export type PlainKey = { [K in Key]: [VarsOf<English[K]>] extends [never] ? K : never }[Key]

/** The sentence for `key` in the current language, its `{names}` filled in. */
export function t<K extends Key>(key: K, ...args: Args<K>): string {
  return format(current.catalogue[key], args[0], current.locale)
}

/** Fills one sentence: picks the plural by `vars.count`, writes numbers as the locale does. */
export function format(
  sentence: Sentence,
  vars: Readonly<Record<string, string | number>> | undefined,
  locale: string,
): string {
  const text = typeof sentence === 'string' ? sentence : pluralOf(sentence, vars?.['count'], locale)
  if (!vars) return text
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = vars[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? numberFormat(locale).format(value) : value
  })
}

function pluralOf(plural: Plural, count: string | number | undefined, locale: string): string {
  return plural[pluralRules(locale).select(Number(count))] ?? plural.other
}

export interface Language {
  readonly locale: string
  readonly name: string
  readonly load: () => Promise<Catalogue>
}
/** A new language is one line here and one catalogue beside `en`. */
export const languages: readonly Language[] = [
  { locale: 'en', name: 'English', load: loadEnglish },
  { locale: 'de', name: 'Deutsch', load: async () => (await import('./i18n/de.ts')).de },
  { locale: 'ar', name: 'العربية', load: async () => (await import('./i18n/ar.ts')).ar },
]

/** Until a page around the inbox is opened, English is here without its sentences. */
let current: { locale: string; catalogue: Catalogue } = {
  locale: 'en',
  catalogue: en as unknown as Catalogue,
}
const listeners = new Set<() => void>()

export function locale(): string {
  return current.locale
}

/** Loads a language's catalogue and redraws in it. An unknown one falls back to English. */
export async function setLocale(wanted: string): Promise<void> {
  const language = findLanguage(wanted)
  if (language.locale === current.locale) return
  current = { locale: language.locale, catalogue: await language.load() }
  for (const listener of listeners) listener()
}

async function loadEnglish(): Promise<Catalogue> {
  const { more } = await import('./i18n/more.ts')
  return { ...en, ...more }
}

/** Awaited by every page that is not part of the inbox: other languages are whole from the start. */
export async function loadMore(): Promise<void> {
  if (current.locale !== 'en') return
  const catalogue = await loadEnglish()
  if (current.locale === 'en') current = { locale: 'en', catalogue }
}

/** The installed language nearest to a tag such as `de-AT`. */
export function findLanguage(wanted: string): Language {
  const base = wanted.toLowerCase().split('-')[0]
  const found = languages.find((language) => language.locale === base)
  return found ?? (languages[0] as Language)
}

/** Redraws the component when the language changes. */
export function useLocale(): string {
  return useSyncExternalStore(onLocale, locale)
}

function onLocale(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const numberFormat = perLocale((tag) => new Intl.NumberFormat(tag))
const pluralRules = perLocale((tag) => new Intl.PluralRules(tag))

function perLocale<T>(make: (tag: string) => T): (tag: string) => T {
  const made = new Map<string, T>()
  return (tag) => {
    const known = made.get(tag)
    if (known) return known
    const fresh = make(tag)
    made.set(tag, fresh)
    return fresh
  }
}
