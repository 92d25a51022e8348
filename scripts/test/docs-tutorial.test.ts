/** The tutorial of docs/adapters.md works as written: its commands are run, its files and changes made, in order. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative, resolve } from 'node:path'

import t, { type Test } from 'tap'

import { loadAdapters } from '../../core/src/adapters.ts'
import { rules } from '../../core/testkit/index.ts'

const root = resolve(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/adapters.md'), 'utf8')

interface Block {
  readonly language: string
  /** What stands behind the language: `file=…`, `fails=P4`, `skip`. */
  readonly mark: string
  readonly body: string
}

t.test('the tutorial of docs/adapters.md works as written', async (t) => {
  const folder = relative(root, t.testdir())
  const blocks = blocksOf(sectionOf(text, 'Ten minutes: a channel of your own'))
  t.ok(blocks.length > 10, 'the tutorial has its blocks')
  for (const block of blocks) {
    const [, file] = /file=(\S+)/.exec(block.mark) ?? []
    const path = join(root, (file ?? '').replace('adapters', folder))
    if (block.mark === 'skip') continue
    if (block.language === 'diff') applyChange(path, block.body)
    else if (file) writeNew(path, block.body)
    else await runBlock(t, block, folder)
  }
  const { loaded } = await loadAdapters([`./${folder}/pigeon`], { root, env: {} })
  t.match(loaded, [{ id: 'pigeon', state: 'ready' }], 'and what it made loads')
})

t.test('every rule of the suite has its section, and every section its rule', async (t) => {
  const sections = [...text.matchAll(/^### ([A-Z]\d) /gm)].map((match) => match[1])
  t.same(
    sections,
    rules.map(({ id }) => id),
  )
  for (const id of sections) {
    const section = new RegExp(`^### ${id} .*\n\nWhy: .+\nFix: .+\n\n`, 'm')
    t.match(text, section, `${id} says why, and how to fix it`)
  }
})

function sectionOf(text: string, title: string): string {
  return text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
}

function blocksOf(section: string): Block[] {
  return [...section.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', mark = '', body = '']) => ({ language, mark, body }),
  )
}

function writeNew(path: string, body: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, body)
}

/** What stands before the change must be there exactly once. */
function applyChange(path: string, diff: string): void {
  const lines = diff.split('\n').slice(0, -1)
  const before = linesOf(lines, ' -')
  const source = readFileSync(path, 'utf8')
  if (source.split(before).length !== 2) throw new Error(`not once in ${path}:\n${before}`)
  writeFileSync(
    path,
    source.replace(before, () => linesOf(lines, ' +')),
  )
}

function linesOf(diff: readonly string[], signs: string): string {
  return diff
    .filter((line) => line === '' || signs.includes(line[0] ?? ' '))
    .map((line) => `${line.slice(1)}\n`)
    .join('')
}

async function runBlock(t: Test, { mark, body }: Block, folder: string): Promise<void> {
  const command = body
    .trim()
    .replaceAll('adapters/', `${folder}/`)
    .replace('create-adapter.ts', `create-adapter.ts --into ${folder}`)
  const { code, output } = await runShell(command)
  const [, rule] = /fails=(\w+)/.exec(mark) ?? []
  const broken = [...output.matchAll(/^not ok \d+ - (\w+)/gm)].map((match) => match[1])
  if (rule) t.ok(broken.includes(rule), `${body.trim()} breaks ${rule}, as the text says`)
  else t.same({ code, broken }, { code: 0, broken: [] }, body.trim())
}

function runShell(command: string): Promise<{ code: number; output: string }> {
  // the same Node as this test, whatever `node` is on the machine
  const env = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  }
  return new Promise((done) => {
    execFile('sh', ['-c', command], { cwd: root, env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), output: out + err }),
    )
  })
}
