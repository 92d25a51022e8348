/** The sample bodies that lie beside the checkout, compared with what they are said to mean. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { read } from './bodies.ts'
import { differences, type Expected, isMeant, mayStayOut, viewOf } from './corpus-view.ts'

const folder = join(import.meta.dirname, '../../../../shared/corpus/whatsapp')
const names = existsSync(folder)
  ? readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.expect.json'))
  : []
if (names.length === 0) t.comment('skipped: there is no ../shared/corpus beside this checkout')

for (const file of names) {
  t.test(`${file} reads as expected`, async (t) => {
    const body = readFileSync(join(folder, file), 'utf8')
    const events = read(body)
    const path = join(folder, file.replace(/\.json$/, '.expect.json'))
    const expectation = JSON.parse(readFileSync(path, 'utf8')) as { events: Expected[] }
    for (const expected of expectation.events) {
      const found = events.find((event) => isMeant(event, expected))
      t.ok(found, `${expected.type} is read: ${JSON.stringify(events.map(viewOf))}`)
      if (found && !(found.type === 'unknown' && mayStayOut(expected)))
        t.same(differences(viewOf(found), expected), [], expected.type)
    }
    t.same(read(body), events, 'the same again')
  })
}
