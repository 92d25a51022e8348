import { readFileSync } from 'node:fs'

import t from 'tap'

import { instagramAccount, number, page, startPlatform } from './simulated.ts'

const text = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8')

/** The names in code marks of a table row, below a heading. */
function namesIn(heading: string, row: string): string[] {
  const section = text.split(`### ${heading}\n`)[1]?.split('\n#')[0] ?? ''
  const line = section.split('\n').find((each) => each.startsWith(`| ${row} |`)) ?? ''
  return [...line.matchAll(/`([a-z_]+)`/g)].map((match) => match[1]!)
}

const rows = { Messenger: page, Instagram: instagramAccount, WhatsApp: number }

t.test('every documented act and happening is known', async (t) => {
  const world = await startPlatform(t)
  for (const [path, heading] of [
    ['acts', 'Acts'],
    ['happenings', 'Happenings'],
  ] as const) {
    for (const [row, account] of Object.entries(rows)) {
      const kinds = [...namesIn(heading, 'all channels'), ...namesIn(heading, row)]
      t.ok(kinds.length > 4, `${row} has ${heading}`)
      for (const kind of kinds) {
        const body = { account, person: 'p1', kind }
        const { status, json } = await world.request('POST', `/control/${path}`, { body })
        // it may want more, but it must not be unknown
        if (status !== 200) t.notMatch(json.error, new RegExp(`"${kind}"`), `${row} ${kind}`)
      }
    }
  }
})

t.test('every documented call and fault is there', async (t) => {
  const world = await startPlatform(t)
  const calls = [...text.matchAll(/`(GET|POST|PATCH|DELETE) \/control\/([a-z]+)/g)]
  t.ok(calls.length > 15)
  for (const [, method, name] of calls) {
    const { status } = await world.request(method!, `/control/${name}`, {
      body: method === 'GET' ? undefined : {},
    })
    t.not(status, 404, `${method} ${name}`)
  }
  const faults = [...(text.split('### Faults')[1] ?? '').matchAll(/^\| `([a-z_]+)` \|/gm)]
  t.equal(faults.length, 10)
  for (const [, kind] of faults) await world.control('POST', 'faults', { kind })
})
