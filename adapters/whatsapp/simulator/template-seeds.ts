/** The templates that a business account has at first. */
import { idOf } from '@parley/adapter-meta/simulator'
import type { Template } from '@parley/adapter-meta/simulator'

import { codeComponents } from './template-code.ts'

/** One of every kind of header, variable and button, a one-time password, and a carousel. */
export function seedTemplates(owner: string): Template[] {
  return seeds.map(({ name, language, category, format = 'POSITIONAL', components }) => ({
    id: idOf('object', `template:${owner}:${name}:${language}`),
    owner,
    name,
    language,
    category,
    format,
    status: 'APPROVED',
    reason: '',
    components,
  }))
}

type Seed = Pick<Template, 'name' | 'language' | 'category' | 'components'> & Partial<Template>

const seeds: readonly Seed[] = [
  {
    name: 'hello_again',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{1}}, we have an answer to your question. May we write to you here?',
        example: { body_text: [['Ana']] },
      },
      { type: 'FOOTER', text: 'Harbour Lane Books' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes, please' },
          { type: 'QUICK_REPLY', text: 'No, thanks' },
        ],
      },
    ],
  },
  {
    name: 'hello_again',
    language: 'de',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hallo {{1}}, wir haben eine Antwort auf Ihre Frage. Dürfen wir Ihnen hier schreiben?',
        example: { body_text: [['Ana']] },
      },
    ],
  },
  {
    name: 'order_shipped',
    language: 'en_US',
    category: 'UTILITY',
    format: 'NAMED',
    components: [
      {
        type: 'HEADER',
        format: 'IMAGE',
        example: { header_handle: ['https://example.com/a.jpg'] },
      },
      {
        type: 'BODY',
        text: 'Your order {{order}} left our shop and arrives on {{day}}, {{name}}.',
        example: {
          body_text_named_params: [
            { param_name: 'order', example: '58213' },
            { param_name: 'day', example: 'Friday' },
            { param_name: 'name', example: 'Ana' },
          ],
        },
      },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Track parcel',
            url: 'https://example.com/track/{{1}}',
            example: ['58213'],
          },
          { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+12025550100' },
        ],
      },
    ],
  },
  {
    name: 'autumn_sale',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      {
        type: 'HEADER',
        format: 'TEXT',
        text: '{{1}} off everything',
        example: { header_text: ['20 %'] },
      },
      {
        type: 'BODY',
        text: 'Until {{1}} with code {{2}}. See you in the shop!',
        example: { body_text: [['Sunday', 'LEAVES']] },
      },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', text: 'Copy code', example: ['LEAVES'] },
          { type: 'QUICK_REPLY', text: 'Stop promotions' },
        ],
      },
    ],
  },
  {
    name: 'sign_in_code',
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: codeComponents([
      { type: 'BODY', add_security_recommendation: true },
      { type: 'FOOTER', code_expiration_minutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] },
    ]),
  },
  {
    name: 'new_arrivals',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      {
        type: 'BODY',
        text: 'New on our shelves, {{1}}:',
        example: { body_text: [['Ana']] },
      },
      { type: 'CAROUSEL', cards: ['The Salt Path', 'North Woods'].map(cardOf) },
    ],
  },
]

function cardOf(title: string): { components: Template['components'] } {
  return {
    components: [
      {
        type: 'HEADER',
        format: 'IMAGE',
        example: { header_handle: ['https://example.com/a.jpg'] },
      },
      { type: 'BODY', text: `${title}, {{1}} today.`, example: { body_text: [['12 €']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Keep it for me' },
          {
            type: 'URL',
            text: 'Look inside',
            url: 'https://example.com/books/{{1}}',
            example: ['42'],
          },
        ],
      },
    ],
  }
}
