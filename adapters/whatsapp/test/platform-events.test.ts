/** Everything that the simulator can make happen has a meaning here. */
import t from 'tap'

import { read } from './bodies.ts'
import { start } from './platform.ts'

t.test('what customers do', async (t) => {
  const { connection, control } = await start(t)
  const person = await control('people', { name: 'Ana', phone: '15550001234' })
  const who = { account: connection.externalId, person: person['id'] }
  const { id } = await control('acts', { ...who, kind: 'text', text: 'Hello' })
  const acts = [
    { kind: 'location', detail: { lat: 0, lon: 0 } },
    { kind: 'contacts' },
    { kind: 'reaction', target: id, emoji: '👍' },
    { kind: 'edit', target: id, text: 'Hello there' },
    { kind: 'flow', detail: { age: '7' } },
    { kind: 'order' },
    { kind: 'unsupported' },
    { kind: 'group', text: 'Hi all' },
    { kind: 'unsend', target: id },
  ]
  for (const act of acts) await control('acts', { ...who, ...act })
  const events = (await delivered(control)).filter(({ type }) => type !== 'receipt')
  t.same(
    events.filter(({ type }) => type === 'unknown'),
    [],
  )
  t.same(
    events.map((event) => ('content' in event && event.content ? event.content.kind : event.type)),
    [
      'text',
      'location',
      'contacts',
      'reaction',
      'text',
      'interactive',
      'order',
      'unsupported',
      'text',
      'delete',
    ],
  )
})

t.test('what happens to people, to the number and to its account', async (t) => {
  const { connection, control } = await start(t)
  const person = await control('people', { name: 'Ana', phone: '15550001234' })
  const who = { account: connection.externalId, person: person['id'] }
  const kinds = {
    person: ['change_number', 'change_id', 'identity_changed', 'preferences', 'call'],
    phone: ['phone_reply', 'history', 'contacts_sync'],
    account: ['quality', 'name', 'limit', 'account', 'alert', 'review', 'security', 'username'],
  }
  await control('acts', { ...who, kind: 'text', text: 'Hello' })
  for (const kind of Object.values(kinds).flat()) {
    const before = (await delivered(control)).length
    await control('happenings', {
      ...who,
      kind,
      text: kind === 'phone_reply' ? 'From the phone' : undefined,
    })
    const fresh = (await delivered(control)).slice(before)
    t.ok(fresh.length > 0, `${kind} is told`)
    const meant = fresh.filter(({ type }) => type !== 'unknown')
    t.ok(meant.length > 0, `${kind} has a meaning: ${JSON.stringify(fresh)}`)
  }
})

async function delivered(control: (name: string) => Promise<Record<string, unknown>>) {
  const { deliveries } = (await control('webhooks')) as { deliveries: { body: string | object }[] }
  return deliveries.flatMap(({ body }) => read(body))
}
