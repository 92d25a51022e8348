/** The kernel knows no channel, and imports point one way. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

const root = join(import.meta.dirname, '../..')

function sourcesOf(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules'))
    .map((path) => ({
      path: join(folder, path),
      text: readFileSync(join(root, folder, path), 'utf8'),
    }))
}

function importsOf(text: string): string[] {
  const statement =
    /^(?:import|export|\}).*? from '([^'\n]+)'|^import '([^'\n]+)'|import\('([^'\n]+)'\)/gm
  return [...text.matchAll(statement)].map(([, from, bare, lazy]) => (from ?? bare ?? lazy)!)
}

t.test('core names no channel and no platform', async (t) => {
  const channels = readdirSync(join(root, 'adapters')).filter((name) => name !== 'meta')
  t.ok(channels.length >= 3)
  const words = new RegExp([...channels, 'meta_', 'facebook', 'wamid', 'psid'].join('|'), 'i')
  const found = sourcesOf('core/src').filter(({ text }) => words.test(text))
  t.same(
    found.map(({ path, text }) => `${path}: ${words.exec(text)?.[0]}`),
    [],
  )
})

t.test('core imports no adapter, plugin or web file', async (t) => {
  const wrong = sourcesOf('core/src').flatMap(({ path, text }) =>
    importsOf(text)
      .filter((specifier) => /@parley\/|adapters\/|plugins\/|web\//.test(specifier))
      .map((specifier) => `${path}: ${specifier}`),
  )
  t.same(wrong, [])
})

t.test(
  'an adapter imports the contract, what Meta’s three share, and nothing else of ours',
  async (t) => {
    const allowed =
      /^(@parley\/core\/adapter|@parley\/adapter-meta(\/simulator)?|typebox(\/.*)?|node:.*|\..*)$/
    const sources = sourcesOf('adapters').filter(({ path }) => !path.includes('/test/'))
    t.ok(sources.length > 20)
    const wrong = sources.flatMap(({ path, text }) =>
      importsOf(text)
        .filter((specifier) => !allowed.test(specifier))
        .map((specifier) => `${path}: ${specifier}`),
    )
    t.same(wrong, [])
  },
)

t.test('a plugin imports no adapter, and the inbox only the wire schemas of core', async (t) => {
  const plugins = sourcesOf('plugins/src').flatMap(({ path, text }) =>
    importsOf(text)
      .filter((specifier) => /adapter-|adapters\/|@parley\/web/.test(specifier))
      .map((specifier) => `${path}: ${specifier}`),
  )
  t.same(plugins, [])
  const web = sourcesOf('web/src').flatMap(({ path, text }) =>
    importsOf(text)
      .filter(
        (specifier) => specifier.startsWith('@parley/') && specifier !== '@parley/core/schemas',
      )
      .map((specifier) => `${path}: ${specifier}`),
  )
  t.same(web, [])
})

t.test('the inbox has no code for a single channel', async (t) => {
  const found = sourcesOf('web/src').filter(
    ({ path, text }) =>
      !path.includes('/i18n/') && /['"`](messenger|instagram|whatsapp)['"`]/i.test(text),
  )
  t.same(
    found.map(({ path }) => path),
    [],
  )
})
