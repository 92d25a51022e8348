/** WhatsApp templates whose buttons open a form or a catalogue: made, edited, sent, and answered. */
import t from 'tap'

import { startTour } from './tour.ts'
import { until } from './until.ts'

const tour = await startTour(t, 'whatsapp')
const { act, api, call } = tour
const templates = `/api/social-connections/${tour.connectionId}/templates`
const language = 'en_US'
await act('text', { text: 'Do you read on Friday?' })

async function approved(name: string): Promise<any> {
  return until(async () => {
    const path = `/api/templates?connectionId=${tour.connectionId}`
    const { items } = await api('GET', path)
    return items.find((each: any) => each.name === name && each.status === 'approved')
  })
}

const draft = {
  name: 'book_a_seat',
  language,
  category: 'MARKETING',
  body: 'Would you like a seat?',
  buttons: [{ kind: 'flow', label: 'Book', flow: '1122334455667788', screen: 'SEATS' }],
}

t.test('a form is opened by a button, and its answers come back', async (t) => {
  await api('POST', templates, { draft })
  await approved(draft.name)
  const { message, phone } = await tour.send({ template: { name: draft.name, language } })
  const [{ id, shown, error }] = phone
  t.equal(error, null)
  t.match(shown.choices, [{ kind: 'flow', title: 'Book' }])
  const detail = { flow_token: shown.choices[0].payload, seats: '2' }
  const answer = await tour.received(await act('flow', { replyTo: id, detail }))
  t.match(answer, { kind: 'interactive', replyToId: message.id, content: { form: { seats: '2' } } })
})

t.test('it is edited like any other', async (t) => {
  const made = await approved(draft.name)
  t.match(made.draft, { id: made.id, buttons: draft.buttons })
  const buttons = [{ ...draft.buttons[0], label: 'Book a seat' }]
  await api('POST', templates, { draft: { ...made.draft, buttons } })
  await until(async () => (await approved(draft.name)).buttons[0].label === 'Book a seat')
  const nameless = { ...draft, name: 'no_form', buttons: [{ kind: 'flow', label: 'Book' }] }
  t.match(await call('POST', templates, { draft: nameless }), { status: 422 })
})

t.test('items of a catalogue are named when it is sent, or it is refused', async (t) => {
  const shown = { ...draft, name: 'new_books', buttons: [{ kind: 'mpm', label: 'View items' }] }
  await api('POST', templates, { draft: shown })
  t.match((await approved(shown.name)).variables, [{ place: 'button', name: '0' }])
  await t.rejects(tour.queue({ template: { name: shown.name, language } }), /button\/0/)
  const template = { name: shown.name, language, parameters: { buttons: { 0: 'oak, ash' } } }
  const { phone } = await tour.send({ template })
  t.match(phone, [{ error: null, shown: { choices: [{ title: 'View items' }] } }])
})
