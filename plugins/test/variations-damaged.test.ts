/** Authentic bodies that are damaged: each gets its 200, and whoever inspects the delivery sees what is wrong with it. */
import t from 'tap'

import {
  change,
  entryOf,
  from,
  numberBody,
  page,
  pageBody,
  seconds,
  startMailman,
} from './mailman.ts'

const { post, delivery, origin } = await startMailman(t)

async function stateOf(body: object | string): Promise<unknown[]> {
  await post(body)
  const { state, outcome } = await delivery()
  return [state, outcome.map((each: any) => each.reason ?? each.outcome)]
}
const contacts = [{ wa_id: '4917000001', profile: { name: 'Cem' } }]
const text = { from: '4917000001', timestamp: seconds(), type: 'text', text: { body: 'Hello' } }

function whatsapp(message: object): object {
  return numberBody(change({ contacts, messages: [message] }))
}

t.test('a body of no entries is damaged, an empty list of them is not', async (t) => {
  for (const object of ['page', 'instagram', 'whatsapp_business_account']) {
    for (const entry of [undefined, 'x', null, 7])
      t.match(await stateOf({ object, entry }), ['quarantined'], `${object}: ${entry}`)
    t.same(await stateOf({ object, entry: [] }), ['processed', ['unknown']], object)
  }
})

t.test('what is no object where a happening belongs is quarantined by itself', async (t) => {
  const good = from('6001', page, { message: { mid: 'm_good', text: 'good' } })
  t.same(
    await stateOf(pageBody(entryOf(page, [good, null as never, 'text' as never]), null as never)),
    ['partial', ['stored', 'no_object', 'no_object', 'no_object']],
  )
  t.same(await stateOf(pageBody({ id: page, time: 1, messaging: null })), [
    'quarantined',
    ['no_object'],
  ])
})

t.test('words without an id, or of nobody, wait in quarantine', async (t) => {
  const nobody = {
    recipient: { id: page },
    timestamp: 1,
    message: { mid: 'm_of_nobody', text: 'x' },
  }
  const noId = from('6001', page, { message: { text: 'no id' } })
  t.same(await stateOf(pageBody(entryOf(page, [noId, nobody]))), [
    'quarantined',
    ['no_id', 'no_contact'],
  ])
  for (const id of [undefined, '', 'x'.repeat(10_000)]) {
    const [state, outcomes] = await stateOf(whatsapp({ ...text, id }))
    t.equal(state, 'partial', 'the change is kept whole beside it')
    t.match(outcomes, ['no_id'])
  }
  t.match(await stateOf(whatsapp({ ...text, id: 'wamid.whole' })), ['processed', ['stored']])
})

t.test('the metrics count each delivery as what it came to', async (t) => {
  const stranger = from('1', '5550', { message: { mid: 'm_stranger', text: 'x' } })
  t.match(await stateOf(pageBody(entryOf('5550', [stranger]))), ['unrouted'])
  t.match(
    await (await fetch(`${origin}/metrics`)).text(),
    /parley_deliveries_total\{state="unrouted"\} 1\n/,
  )
})
