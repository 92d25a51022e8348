/** Builds the inbox into web/dist where its sources changed since; `--force` always. Each file gets its compressed twins, which the server sends as they are. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'web/dist')
const mark = join(dist, '.sources')
const sources = [
  'web/index.html',
  'web/vite.config.ts',
  'web/package.json',
  'web/public',
  'web/src',
  'core/src/schemas',
  'package-lock.json',
]

const state = hashOf(sources.flatMap(listFiles))
const isBuilt = existsSync(mark) && readFileSync(mark, 'utf8') === state
if (process.argv.includes('--force') || !isBuilt) await build()

async function build(): Promise<void> {
  const { build } = await import(
    createRequire(join(root, 'web/package.json')).resolve('vite')
  ).catch(explain)
  process.stdout.write('Building the inbox…\n')
  await build({ configFile: join(root, 'web/vite.config.ts'), logLevel: 'warn' })
  for (const file of listFiles('web/dist')) compress(join(root, file))
  writeFileSync(mark, state)
}

function explain(): never {
  process.stderr.write(
    'The inbox cannot be built here: its tools are not installed (npm ci without --omit=dev)\n',
  )
  process.exit(existsSync(join(dist, 'index.html')) ? 0 : 1)
}

// the page itself is not sent as it is: the server writes a nonce into it
function compress(file: string): void {
  if (!/\.(js|css|svg|json|webmanifest|txt)$/.test(file)) return
  const bytes = readFileSync(file)
  if (bytes.length < 1024) return
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  )
}

function listFiles(path: string): string[] {
  const full = join(root, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(join(path, name)))
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
