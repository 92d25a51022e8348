import { execFile, type ExecFileException } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

import t from 'tap'

import { loadAdapters } from '../../core/src/adapters.ts'

const root = resolve(import.meta.dirname, '../..')
const create = join(root, 'scripts/create-adapter.ts')

interface Ran {
  readonly code: number
  readonly output: string
}
function runNode(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root }, (error: ExecFileException | null, out, err) =>
      done({ code: Number(error?.code ?? 0), output: out + err }),
    )
  })
}

const schemes = {
  line: [
    '--name',
    'LINE',
    '--header',
    'x-line-signature',
    '--encoding',
    'base64',
    '--unit',
    'utf16',
    '--max',
    '5000',
  ],
  'my-bridge': ['--prefix', 'v1=', '--unit', 'byte', '--max', '140'],
}
for (const [id, options] of Object.entries(schemes)) {
  t.test(`the package of ${id} passes the suite before the first edit, and loads`, async (t) => {
    const into = t.testdir()
    const made = await runNode(create, id, '--into', into, ...options)
    t.equal(made.code, 0, 'it is made')
    if (made.code !== 0) t.comment(made.output)
    const folder = join(into, id)
    const ran = await runNode(join(folder, 'test/conformance.test.ts'))
    t.equal(ran.code, 0, 'its suite passes')
    if (ran.code !== 0) t.comment(ran.output)
    t.ok(/^ok \d+ - P2 /m.test(ran.output), 'the rules ran')
    const { loaded } = await loadAdapters([`./${relative(root, folder)}`], { root, env: {} })
    t.match(loaded, [{ id, state: 'ready' }])
  })
}

t.test('what is asked for is what the package says', async (t) => {
  const into = t.testdir()
  await runNode(create, 'line', '--into', into, ...schemes.line)
  const texts = textsOf(join(into, 'line'))
  t.notMatch(texts.join('\n'), /acme/i, 'nothing of the sample’s name is left')
  const platform = texts.find((text) => text.includes('x-line-signature'))
  t.match(platform, "encoding: 'base64'")
  t.match(platform, "max: 5000, unit: 'utf16'")
  t.match(platform, "'LINE_SIGNING_SECRET'")
})

function textsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'))
}

t.test('wrong options are all named, and nothing is made', async (t) => {
  const into = t.testdir({ taken: {} })
  const refused = await runNode(create, 'Nine', '--into', into, '--max', '3', '--unit', 'words')
  t.equal(refused.code, 1)
  for (const word of [/the id is/, /max is/, /the unit/]) t.match(refused.output, word)
  const taken = await runNode(create, 'taken', '--into', into)
  t.equal(taken.code, 1)
  t.match(taken.output, /exists already/)
  t.same(readdirSync(into), ['taken'])
})
