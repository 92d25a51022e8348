/** An edit begins with what is there: read back into the form, a template makes itself again. */
import t from 'tap'

import { componentsOf, type TemplateDraft } from '../../src/templates/draft.ts'
import { redraft } from '../../src/templates/redraft.ts'

const url = 'https://example.com/{{1}}'
const sample = 'https://scontent.whatsapp.net/v/a.jpg'

const rows: Readonly<Record<string, { category: string; components: object[] }>> = {
  'numbered values, header, footer and every button': {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-7'] } },
      {
        type: 'BODY',
        text: 'Hi {{1}}, {{2}} is ready.',
        example: { body_text: [['Ann', 'the table']] },
      },
      { type: 'FOOTER', text: 'Oak' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Thanks' },
          { type: 'URL', text: 'Track', url, example: ['https://example.com/7'] },
          { type: 'URL', text: 'Shop', url: 'https://example.com' },
          { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+4930' },
          { type: 'COPY_CODE', example: 'SPRING' },
        ],
      },
    ],
  },
  'named values and a picture': {
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: [sample] } },
      {
        type: 'BODY',
        text: 'Hi {{first_name}}.',
        example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ann' }] },
      },
    ],
  },
  'a carousel': {
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'New:' },
      {
        type: 'CAROUSEL',
        cards: [
          {
            components: [
              { type: 'HEADER', format: 'VIDEO', example: { header_handle: [sample] } },
              { type: 'BODY', text: 'For {{1}}.', example: { body_text: [['9 €']] } },
              { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Keep it' }] },
            ],
          },
        ],
      },
    ],
  },
}

for (const [name, { category, components }] of Object.entries(rows)) {
  t.test(name, (t) => {
    const draft = redraft({ id: '9', name: 'a', language: 'en', category, components })
    t.match(draft, { id: '9', name: 'a', language: 'en', category })
    t.same(componentsOf(draft as TemplateDraft, { header: sample, cards: [sample] }), components)
    t.end()
  })
}

t.test('a one-time password comes back as what was asked for, not as WhatsApp’s words', (t) => {
  const otp = 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}'
  const components = [
    {
      type: 'BODY',
      text: '*{{1}}* is your verification code.',
      add_security_recommendation: true,
      example: { body_text: [['123456']] },
    },
    { type: 'FOOTER', text: 'This code expires in 5 minutes.', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy', url: otp, example: [otp] }] },
  ]
  const draft = redraft({
    id: '9',
    name: 'a',
    language: 'en',
    category: 'AUTHENTICATION',
    components,
  })
  t.match(draft, {
    code: { handing: 'copy_code', label: 'Copy', expiresMinutes: 5, advice: true },
  })
  t.same(componentsOf(draft as TemplateDraft, { cards: [] }), [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'FOOTER', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy' }] },
  ])
  t.end()
})

t.test('a sample that is a mere handle is asked for again', (t) => {
  const example = { header_handle: ['4:abc'] }
  const components = [
    { type: 'HEADER', format: 'IMAGE', example },
    { type: 'BODY', text: 'Hi' },
  ]
  const draft = redraft({ id: '9', name: 'a', language: 'en', category: 'UTILITY', components })
  t.match(draft, { headerMedia: 'image', headerSample: undefined })
  t.end()
})

t.test('buttons that open a form or a catalogue come back as they were', (t) => {
  const row = { id: '9', name: 'a', language: 'en', category: 'MARKETING' }
  const navigating = { type: 'FLOW', text: 'Book', flow_id: '1122', navigate_screen: 'SEATS' }
  const asking = { type: 'FLOW', text: 'Book', flow_id: '1122' }
  for (const [listed, written] of [
    [
      { ...navigating, flow_action: 'NAVIGATE' },
      { ...navigating, flow_action: 'navigate' },
    ],
    [
      { ...asking, flow_action: 'DATA_EXCHANGE' },
      { ...asking, flow_action: 'data_exchange' },
    ],
    [
      { type: 'CATALOG', text: 'View catalog' },
      { type: 'CATALOG', text: 'View catalog' },
    ],
    [
      { type: 'MPM', text: 'View items' },
      { type: 'MPM', text: 'View items' },
    ],
  ] as const) {
    const body = { type: 'BODY', text: 'Look.' }
    const draft = redraft({ ...row, components: [body, { type: 'BUTTONS', buttons: [listed] }] })
    const made = componentsOf(draft as TemplateDraft, { cards: [] })
    t.same(made, [body, { type: 'BUTTONS', buttons: [written] }])
  }
  t.end()
})

t.test('what the form has no place for is not edited here', (t) => {
  const flow = [
    { type: 'BODY', text: 'Book.' },
    { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book' }] },
  ]
  const row = { id: '9', name: 'a', language: 'en', category: 'UTILITY' }
  t.equal(redraft({ ...row, components: flow }), undefined, 'a form without its id')
  const offer = [{ type: 'BODY', text: 'Hi' }, { type: 'LIMITED_TIME_OFFER' }]
  t.equal(redraft({ ...row, components: offer }), undefined)
  t.equal(redraft({ ...row, category: 'OTHER', components: [] }), undefined)
  t.end()
})
