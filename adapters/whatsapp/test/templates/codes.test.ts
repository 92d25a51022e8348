/** One-time passwords: made, listed, sent. */
import type { Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { account } from '../bodies.ts'
import { callWith, connection, fakeGraph } from '../fake-graph.ts'
import { bodyOf } from '../outbound/request.ts'

const edge = `POST ${account}/message_templates`
const draft = { name: 'code', language: 'en', category: 'AUTHENTICATION' }

async function saved(more: object) {
  const platform = fakeGraph({ [edge]: { body: { id: '90', status: 'PENDING' } } })
  const result = await channel.templates!.save!({ ...draft, ...more }, connection, {
    ...callWith(platform.http),
    openUpload: async () => undefined,
  })
  return { result, body: platform.sent[0]?.body as any }
}

t.test('made with a button that copies the code, and words that WhatsApp writes', async (t) => {
  const { result, body } = await saved({})
  t.match(result, { ok: true })
  t.same(body.components, [
    { type: 'BODY', add_security_recommendation: true },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
  ])
  const more = await saved({ code: { label: 'Copy', expiresMinutes: 5, advice: false } })
  t.same(more.body.components, [
    { type: 'BODY', add_security_recommendation: false },
    { type: 'FOOTER', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy' }] },
  ])
})

t.test('made with a button that hands the code to an app', async (t) => {
  const app = { packageName: 'com.example.shop', signatureHash: 'K8a/AINcGX7' }
  const { body } = await saved({ code: { handing: 'one_tap', autofillLabel: 'Fill in', ...app } })
  const supported_apps = [{ package_name: 'com.example.shop', signature_hash: 'K8a/AINcGX7' }]
  t.match(body.components[1].buttons, [
    { type: 'OTP', otp_type: 'ONE_TAP', autofill_text: 'Fill in', supported_apps },
  ])
  const silent = await saved({ code: { handing: 'zero_tap', acceptsTerms: true, ...app } })
  t.match(silent.body.components[1].buttons, [
    { otp_type: 'ZERO_TAP', zero_tap_terms_accepted: true, supported_apps },
  ])
})

t.test('what WhatsApp would refuse of it is said before it is asked', async (t) => {
  const rows = [
    [{ body: 'Your code: {{1}}' }, /own text/],
    [{ buttons: [{ kind: 'quick_reply', label: 'Thanks' }] }, /own text/],
    [{ code: { handing: 'one_tap' } }, /package/],
    [
      {
        code: { handing: 'zero_tap', packageName: 'com.example.a', signatureHash: 'K8a/AINcGX7' },
      },
      /terms/,
    ],
    [{ category: 'UTILITY', body: 'Hello.', code: {} }, /category authentication/],
    [{ category: 'UTILITY' }, /Write the text/],
  ] as const
  for (const [more, userMessage] of rows) {
    const { result, body } = await saved(more)
    t.match(result, { ok: false, failure: { kind: 'template', userMessage } })
    t.equal(body, undefined)
  }
})

const url = 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}'
const native = {
  id: '90',
  name: 'code',
  language: 'en',
  status: 'APPROVED',
  category: 'AUTHENTICATION',
  components: [
    {
      type: 'BODY',
      text: '*{{1}}* is your verification code.',
      example: { body_text: [['123456']] },
    },
    { type: 'FOOTER', text: 'This code expires in 5 minutes.', code_expiration_minutes: 5 },
    { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy code', url, example: [url] }] },
  ],
}

t.test('listed with one value to fill, of fifteen characters at most', async (t) => {
  const platform = fakeGraph({ [`GET ${account}/message_templates`]: { body: { data: [native] } } })
  const [template] = await channel.templates!.list(connection, callWith(platform.http))
  t.same(template?.variables, [{ place: 'body', name: '1', max: 15, example: '123456' }])
  t.same(template?.buttons, [{ kind: 'copy_code', label: 'Copy code' }])
  t.equal(template?.footer, 'This code expires in 5 minutes.')
})

t.test('sent with the code in the text and in the button', async (t) => {
  const step: Step = {
    kind: 'template',
    name: 'code',
    language: 'en',
    parameters: { body: ['483921'] },
    native,
  }
  const { template } = (await bodyOf(step)) as any
  const parameters = [{ type: 'text', text: '483921' }]
  t.same(template.components, [
    { type: 'body', parameters },
    { type: 'button', sub_type: 'url', index: '0', parameters },
  ])
})

t.test('refused before it is queued where there is no number', async (t) => {
  const step = { kind: 'template', name: 'code', language: 'en', parameters: {}, native } as const
  const { config } = connection
  t.match(channel.faultOf!(step, { config, to: { id: 'US.1349120865' } }), /phone number/)
  t.match(channel.faultOf!(step, { config, to: { id: 'group@g.us' } }), /phone number/)
  t.equal(channel.faultOf!(step, { config, to: { id: '15550001234' } }), undefined)
  const plain = { ...step, native: { category: 'UTILITY' } }
  t.equal(channel.faultOf!(plain, { config, to: { id: 'US.1349120865' } }), undefined)
})
