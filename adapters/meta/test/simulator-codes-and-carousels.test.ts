import t from 'tap'

import { businessAccount, startPlatform } from './simulated.ts'

const path = `${businessAccount}/message_templates`
const number = '109876543210001'
const code = {
  name: 'a_code',
  language: 'en_US',
  category: 'authentication',
  components: [
    { type: 'body', add_security_recommendation: true },
    { type: 'footer', code_expiration_minutes: 5 },
    { type: 'buttons', buttons: [{ type: 'otp', otp_type: 'copy_code' }] },
  ],
}
const card = {
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4:x'] } },
    { type: 'BODY', text: 'A chair.' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Keep it' }] },
  ],
}
const carousel = {
  name: 'a_carousel',
  language: 'en_US',
  category: 'MARKETING',
  components: [
    { type: 'BODY', text: 'New.' },
    { type: 'CAROUSEL', cards: [card, card] },
  ],
}

t.test(
  'a one-time password gets the platform’s own words, and a link for its button',
  async (t) => {
    const world = await startPlatform(t)
    const token = world.token('whatsapp')
    const { json } = await world.post(path, token, code)
    t.match(json, { status: 'PENDING', category: 'AUTHENTICATION' })
    const found = await world.get(`${json.id}?fields=components`, token)
    t.match(found.json.components, [
      { text: '*{{1}}* is your verification code. For your security, do not share this code.' },
      { text: 'This code expires in 5 minutes.', code_expiration_minutes: 5 },
      { buttons: [{ type: 'URL', text: 'Copy code', url: /otp_type=COPY_CODE.*\{\{1\}\}$/ }] },
    ])
  },
)

t.test('what an authentication template may not have', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  const [body, , buttons] = code.components
  const otp = { type: 'OTP', otp_type: 'COPY_CODE' }
  for (const components of [
    [{ ...body, text: 'Your code is {{1}}.' }, buttons],
    [body],
    [body, buttons, { type: 'HEADER', format: 'TEXT', text: 'Hi' }],
    [body, { type: 'FOOTER', text: 'Soon' }, buttons],
    [body, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }] }],
    [body, { type: 'BUTTONS', buttons: [otp, otp] }],
    [body, { type: 'BUTTONS', buttons: [{ ...otp, otp_type: 'ONE_TAP' }] }],
  ]) {
    const { json } = await world.post(path, token, { ...code, components })
    t.equal(json.error.code, 100, JSON.stringify(components))
  }
  const misplaced = {
    ...carousel,
    components: [{ type: 'BODY', text: 'New.' }, code.components[2]],
  }
  t.equal((await world.post(path, token, misplaced)).json.error.error_subcode, 2388043)
})

t.test('what a carousel may not have', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  const [body] = carousel.components
  const [header, text, buttons] = card.components
  const cases = [
    { ...carousel, category: 'UTILITY' },
    ...[
      [body, { type: 'FOOTER', text: 'Soon' }, { type: 'CAROUSEL', cards: [card] }],
      [body, { type: 'CAROUSEL', cards: [] }],
      [body, { type: 'CAROUSEL', cards: [{ components: [text, buttons] }] }],
      [body, { type: 'CAROUSEL', cards: [card, { components: [header, buttons] }] }],
      [body, { type: 'CAROUSEL', cards: [{ components: [{ ...header, example: {} }, text] }] }],
      [
        body,
        {
          type: 'CAROUSEL',
          cards: [{ components: [header, { ...text, text: 'a'.repeat(161) }, buttons] }],
        },
      ],
    ].map((components) => ({ ...carousel, components })),
  ]
  for (const draft of cases)
    t.equal((await world.post(path, token, draft)).json.error.code, 100, JSON.stringify(draft))
  t.match((await world.post(path, token, carousel)).json, { status: 'PENDING' })
})

t.test('a code goes out in text and button alike, to a number', async (t) => {
  const world = await startPlatform(t)
  const token = world.token('whatsapp')
  function text(value: string): object {
    return { parameters: [{ type: 'text', text: value }] }
  }
  async function sent(to: object, [inText, inButton]: readonly [string, string]) {
    const components = [
      { type: 'body', ...text(inText) },
      { type: 'button', sub_type: 'url', index: '0', ...text(inButton) },
    ]
    const template = { name: 'sign_in_code', language: { code: 'en_US' }, components }
    const message = { messaging_product: 'whatsapp', ...to, type: 'template', template }
    return (await world.post(`${number}/messages`, token, message)).json
  }
  const { people } = await world.control('GET', 'state')
  const [{ phone, bsuid }] = people
  t.match(await sent({ to: `+${phone}` }, ['483921', '483921']), { messages: [{ id: /^wamid/ }] })
  const thread = await world.control('GET', `messages?account=${number}&person=p1`)
  t.match(thread.messages[0].shown, {
    text: /\*483921\*/,
    choices: [{ title: 'Copy code', payload: '483921' }],
  })
  t.equal((await sent({ to: `+${phone}` }, ['483921', '1'])).error.code, 132018)
  const long = '1'.repeat(16)
  t.equal((await sent({ to: `+${phone}` }, [long, long])).error.code, 132018)
  t.equal((await sent({ recipient: bsuid }, ['483921', '483921'])).error.code, 131062)
})
