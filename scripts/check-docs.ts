/** Holds the documents to the code: links lead somewhere, named files exist, every setting is in `.env.example`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { loadAdapters, rowsOf, Settings, variablesOf } from '@parley/core'

const root = new URL('..', import.meta.url).pathname
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const faults = [
  ...pages.flatMap(deadLinks),
  ...pages.flatMap(missingFiles),
  ...(await missingSettings()),
]
for (const fault of faults) process.stderr.write(`${fault}\n`)
process.stdout.write(`${pages.length} documents, ${faults.length} faults\n`)
process.exitCode = faults.length > 0 ? 1 : 0

function deadLinks(page: string): string[] {
  const targets = [
    ...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)[^)]*\)/g),
  ].map(([, target]) => target!)
  return targets
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)))
    .map((target) => `${page}: the link to ${target} leads nowhere`)
}

/** A path in code marks that begins with one of our folders must exist. */
function missingFiles(page: string): string[] {
  const named = [
    ...readFileSync(join(root, page), 'utf8').matchAll(
      /`((?:core|adapters|plugins|web|scripts|nginx|docs)\/[\w./-]+\.\w+)`/g,
    ),
  ].map(([, path]) => path!)
  return named
    .filter((path) => !existsSync(join(root, path)))
    .map((path) => `${page}: ${path} does not exist`)
}

async function missingSettings(): Promise<string[]> {
  const file = join(root, '.env.example')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const { parley } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    parley: { adapters: string[] }
  }
  const adapters = await loadAdapters(parley.adapters, { root, env: {} })
  const names = [...rowsOf(Settings).map(([, row]) => row['x-env']!), ...variablesOf(adapters)]
  return names
    .filter((name) => !new RegExp(`^#? ?${name}=`, 'm').test(text))
    .map((name) => `.env.example lacks ${name}`)
}
