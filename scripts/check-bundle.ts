/** What a browser loads of the built inbox, against its budgets: `node scripts/check-bundle.ts` prints a table and fails when one is over. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
export const dist = join(root, 'web/dist')
const KB = 1024
const budgets = { script: 200 * KB, style: 25 * KB, part: 60 * KB, locale: 25 * KB }

/** As in web/src/ui/preload.ts. */
const widgets = ['menu-popup', 'modal-dialog', 'option-list', 'toast-region'].map(
  (name) => `src/ui/${name}.tsx`,
)

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
  readonly css?: readonly string[]
}
type Manifest = Readonly<Record<string, Chunk>>
export interface Line {
  readonly name: string
  readonly bytes: number
  readonly budget: number
}

/** Gzipped sizes: what the first page needs, and what each later part adds to it. */
export function measureBundle(folder = dist): readonly Line[] {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest
  const first = firstPage(folder, manifest)
  function total(files: readonly string[]): number {
    return files.reduce((sum, file) => sum + gzipped(join(folder, file)), 0)
  }
  const lines: Line[] = [
    { name: 'first page, scripts', bytes: total(first.scripts), budget: budgets.script },
    { name: 'first page, styles', bytes: total(first.styles), budget: budgets.style },
  ]
  // the page fetches its widgets while it rests, so a later part does not bring them again
  const rested = new Set([...first.scripts, ...closureOf(manifest, widgets).scripts])
  for (const name of lazyParts(manifest)) {
    const here = widgets.includes(name) ? new Set(first.scripts) : rested
    const own = closureOf(manifest, [name]).scripts.filter((file) => !here.has(file))
    const isLocale = /i18n\/[a-z-]+\.ts$/.test(name)
    lines.push({ name, bytes: total(own), budget: isLocale ? budgets.locale : budgets.part })
  }
  return lines
}

function gzipped(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length
}

/** The scripts and styles that the page names, and what those import. */
function firstPage(folder: string, manifest: Manifest) {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+|theme\.js)"/g)].map(
    (m) => m[1] ?? '',
  )
  const chunks = Object.keys(manifest).filter((name) => named.includes(manifest[name]?.file ?? ''))
  const imported = closureOf(manifest, chunks)
  const all = [...new Set([...named, ...imported.scripts, ...imported.styles])]
  return {
    scripts: all.filter((file) => file.endsWith('.js')),
    styles: all.filter((file) => file.endsWith('.css')),
  }
}

function lazyParts(manifest: Manifest): readonly string[] {
  const names = Object.values(manifest).flatMap((chunk) => chunk.dynamicImports ?? [])
  return [...new Set(names)].sort()
}

function closureOf(manifest: Manifest, start: readonly string[]) {
  const scripts: string[] = []
  const styles: string[] = []
  const seen = new Set<string>()
  const waiting = [...start]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) continue
    seen.add(name)
    scripts.push(chunk.file)
    styles.push(...(chunk.css ?? []))
    waiting.push(...(chunk.imports ?? []))
  }
  return { scripts, styles }
}

function print(lines: readonly Line[]): void {
  const width = Math.max(...lines.map((line) => line.name.length))
  for (const { name, bytes, budget } of lines) {
    const size = `${(bytes / KB).toFixed(1)} KB`.padStart(10)
    const limit = `of ${(budget / KB).toFixed(0)} KB`.padStart(10)
    const mark = bytes > budget ? '  OVER' : ''
    process.stdout.write(`${name.padEnd(width)} ${size} ${limit}${mark}\n`)
  }
}

if (import.meta.main) {
  if (!existsSync(join(dist, '.vite/manifest.json'))) {
    process.stderr.write('web/dist is not there: run `npm run build` first\n')
    process.exit(1)
  }
  const lines = measureBundle()
  print(lines)
  process.exitCode = lines.some((line) => line.bytes > line.budget) ? 1 : 0
}
