/** Bodies that no platform sends: parse reads them all, the same way each time. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import t from 'tap'

import { anna, head, read } from '../bodies.ts'

const folder = join(import.meta.dirname, '../fixtures')
const bodies = readdirSync(folder)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.events.json'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as object)

// words that the parser knows, so that chance reaches its corners
const vocabulary =
  'type id from to timestamp text image interactive system errors reaction edit revoke statuses ' +
  'messages contacts history threads message_echoes calls groups user_id wa_id constructor'
const words = fc.constantFrom(...vocabulary.split(' '))
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  words,
  fc.constantFrom(Number.MAX_VALUE, -1, '', '\u0000', '\ud800', 'x'.repeat(600), '__proto__'),
)
const message = fc.dictionary(words, hostile, { maxKeys: 8 })

function isSound(body: string | object): boolean {
  const events = read(body)
  const again = read(body)
  const keys = events.map(({ connection, account, key }) => `${connection || account}|${key}`)
  return (
    events.length > 0 &&
    new Set(keys).size === keys.length &&
    keys.every((key) => key.length < 1200) &&
    JSON.stringify(again) === JSON.stringify(events) &&
    events.every(({ at, native, seq }) => at >= 0 && native !== undefined && seq >= 0)
  )
}

t.test('any bytes give at least one event', async (t) => {
  fc.assert(fc.property(fc.string(), isSound))
  t.pass('never throws')
})

t.test(
  'any value in the place of a message, status, echo, thread or account field is read',
  async (t) => {
    const lists = 'messages statuses errors message_echoes history calls groups zzz'.split(' ')
    const more = 'user_id_update user_preferences state_sync'.split(' ')
    const fields = 'messages history account_update account_alerts security zzz'.split(' ')
    const anything = fc.record({
      field: fc.constantFrom(...fields, 'message_template_status_update'),
      list: fc.constantFrom(...lists, ...more),
      items: fc.oneof(fc.array(fc.oneof(message, hostile), { maxLength: 4 }), hostile),
      contacts: fc.oneof(fc.array(message, { maxLength: 3 }), hostile),
    })
    fc.assert(
      fc.property(anything, ({ field, list, items, contacts }) => {
        const value = { ...head, contacts, [list]: items }
        const entry = [{ id: '1', changes: [{ field, value }] }]
        return isSound({ object: 'whatsapp_business_account', entry })
      }),
      { numRuns: 500 },
    )
    t.pass('never throws')
  },
)

t.test('a wrong value anywhere in a real body is survived', async (t) => {
  const place = fc.tuple(fc.constantFrom(...bodies), fc.nat(), hostile)
  fc.assert(
    fc.property(place, ([body, index, value]) => isSound(withWrong(body, index, value))),
    { numRuns: 500 },
  )
  t.pass('never throws')
})

t.test('a poison message beside good ones takes none of them along', async (t) => {
  const good = { from: anna, timestamp: '1790000000', type: 'text', text: { body: 'x' } }
  const around = [
    { ...good, id: 'wamid.first' },
    { ...good, id: 'wamid.last' },
  ]
  fc.assert(
    fc.property(fc.oneof(message, hostile), (poison) => {
      const value = { ...head, messages: [around[0], poison, around[1]] }
      const entry = [{ id: '1', changes: [{ field: 'messages', value }] }]
      const events = read({ object: 'whatsapp_business_account', entry })
      const keys = new Set(events.map(({ key }) => key))
      return keys.has('msg:wamid.first') && keys.has('msg:wamid.last')
    }),
  )
  t.pass('both are there')
})

t.test('a body nested a hundred thousand deep is read', async (t) => {
  const nest = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const body = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[${nest}]}}]}]}`
  t.equal(read(body)[0]?.type, 'unknown')
})

/** The body with one of its values, counted in the order of its JSON, put wrong. */
function withWrong(body: object, index: number, wrong: unknown): object {
  let count = 0
  JSON.stringify(body, (_, value: unknown) => (count++, value))
  const target = 1 + (index % (count - 1))
  let at = 0
  return JSON.parse(
    JSON.stringify(body, (_, value: unknown) => (at++ === target ? wrong : value)),
  ) as object
}
