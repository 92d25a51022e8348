/** Who tests the suite? Every mutant is Acme Chat with one real bug, and its rule must find it. */
import { isDeepStrictEqual } from 'node:util'

import t from 'tap'

import { type AnyChannel, conformance, rules, type T, type World } from '../testkit/index.ts'
import { acme, acmeWorld, type Mutant } from './mutants/acme.ts'
import { connectingMutants, declaringMutants } from './mutants/declaring.ts'
import { parsingMutants, verifyingMutants } from './mutants/receiving.ts'
import { failureMutants, sendingMutants } from './mutants/sending.ts'

const mutants: readonly Mutant[] = [
  ...declaringMutants,
  ...verifyingMutants,
  ...parsingMutants,
  ...sendingMutants,
  ...failureMutants,
  ...connectingMutants,
]

t.test('the suite finds nothing in a sound adapter', async (t) => {
  t.same(await brokenRules(acme, acmeWorld), [])
  for (const { name, healthy } of mutants)
    if (healthy) t.same(await brokenRules(healthy, acmeWorld), [], `what "${name}" is made of`)
})

for (const { name, rule, patch, healthy = acme } of mutants) {
  t.test(`${rule} finds it when ${name}`, async (t) => {
    t.same(await brokenRules({ ...healthy, ...patch }, acmeWorld, rule), [rule])
  })
}

const sources = {
  'calls fetch': 'export const x = () => fetch("https://acme.example")',
  'reads the environment': 'export const x = process.env.TOKEN',
  logs: 'console.log("sent")',
  waits: 'export const x = () => setTimeout(() => {}, 1000)',
  'keeps state': 'let last = 0\nexport const x = () => ++last',
  'imports the kernel': "import { Kernel } from '@parley/core'",
  'imports the web framework': "import fastify from 'fastify'",
  'imports a file of another package': "import { x } from '../../other/src/x.ts'",
  'opens files': "import { readFile } from 'node:fs/promises'",
  'imports what its package.json does not name': "import { x } from 'left-pad'",
}
for (const [what, code] of Object.entries(sources)) {
  t.test(`X2 finds it when a source ${what}`, async (t) => {
    const folder = t.testdir({
      'package.json': JSON.stringify({ name: 'x', parley: { channel: 'acme' } }),
      src: { 'index.ts': `import { hmacSha256 } from '@parley/core/adapter'\n${code}\n` },
    })
    t.same(await brokenRules(acme, { ...acmeWorld, folder }), ['X2'])
  })
}

t.test('X2 finds the clock and chance in what parses', async (t) => {
  for (const code of ['Date.now()', 'new Date()', 'Math.random()']) {
    const folder = t.testdir({
      'package.json': JSON.stringify({ name: 'x', parley: { channel: 'acme' } }),
      src: { 'parse.ts': `// hmacSha256\nexport const at = () => ${code}` },
    })
    t.ok((await brokenRules(acme, { ...acmeWorld, folder }, 'X2')).includes('X2'), code)
  }
})

t.test('X2 is not fooled by comments and texts', async (t) => {
  const folder = t.testdir({
    'package.json': JSON.stringify({
      name: 'x',
      parley: { channel: 'acme' },
      dependencies: { '@parley/core': '0.1.0' },
    }),
    src: {
      'index.ts': [
        "import { hmacSha256 } from '@parley/core/adapter'",
        '// fetch() is the kernel’s, process.env too',
        "export const help = 'console.log is not for adapters: https://docs.example/setTimeout(1)'",
        'export const text = `fetch(${hmacSha256.name})`',
      ].join('\n'),
    },
  })
  t.same(await brokenRules(acme, { ...acmeWorld, folder }), [])
})

t.test('every rule has a mutant', async (t) => {
  const covered = new Set([...mutants.map(({ rule }) => rule), 'X2'])
  t.same(
    rules.map(({ id }) => id).filter((id) => !covered.has(id)),
    [],
  )
})

/** The ids of the rules that fail, of all or of one. */
async function brokenRules(adapter: AnyChannel, world: World, only?: string): Promise<string[]> {
  const broken = new Set<string>()
  const jobs: Promise<void>[] = []
  function counter(id: string): T {
    return {
      ok: (value) => value || broken.add(id),
      same: (actual, expected) => isDeepStrictEqual(actual, expected) || broken.add(id),
      test(name, body) {
        const [rule = name] = name.split(' ')
        if (only && rule !== only) return
        jobs.push(body(counter(rule)).catch(() => void broken.add(rule)))
      },
    }
  }
  conformance(counter(''), adapter, world)
  await Promise.all(jobs)
  return [...broken]
}
