import t from 'tap'

import { opened } from './messenger-customer.ts'
import { times } from './simulated.ts'

const refusals: Record<string, [object, { code: number; subcode?: number; says?: RegExp }]> = {
  'a text of 2001 characters': [
    { message: { text: 'ä'.repeat(2001) } },
    { code: 100, says: /2000/ },
  ],
  'an empty text': [{ message: { text: ' ' } }, { code: 100, subcode: 2018032 }],
  'no content': [{ message: { metadata: 'x' } }, { code: 100, subcode: 2018034 }],
  'no message': [{}, { code: 100, subcode: 2018034 }],
  'an unknown field': [
    { message: { text: 'x', foo: 1 } },
    { code: 100, says: /message has unexpected key "foo"/ },
  ],
  'a misplaced reply_to': [
    { message: { text: 'x', reply_to: { mid: 'm' } } },
    { code: 100, says: /reply_to/ },
  ],
  'text beside an attachment': [
    { message: { text: 'x', attachment: { type: 'image', payload: { attachment_id: '1' } } } },
    { code: 100 },
  ],
  'an unknown attachment type': [
    { message: { attachment: { type: 'hologram', payload: {} } } },
    { code: 100, says: /hologram/ },
  ],
  'an attachment without a source': [
    { message: { attachment: { type: 'image', payload: {} } } },
    { code: 100 },
  ],
  'an unknown attachment id': [
    { message: { attachment: { type: 'image', payload: { attachment_id: '99' } } } },
    { code: 100, says: /attachment_id/ },
  ],
  'an unreachable link': [
    { message: { attachment: { type: 'image', payload: { url: 'http://127.0.0.1:9/a.png' } } } },
    { code: 100, subcode: 2018008 },
  ],
  '14 quick replies': [
    {
      message: {
        text: 'x',
        quick_replies: times(14, { content_type: 'text', title: 'a', payload: 'b' }),
      },
    },
    { code: 100, says: /quick_replies/ },
  ],
  'a quick reply title of 21 characters': [
    {
      message: {
        text: 'x',
        quick_replies: [{ content_type: 'text', title: 'x'.repeat(21), payload: 'b' }],
      },
    },
    { code: 100 },
  ],
  'a quick reply without payload': [
    { message: { text: 'x', quick_replies: [{ content_type: 'text', title: 'a' }] } },
    { code: 100 },
  ],
  'metadata of 1001 characters': [
    { message: { text: 'x', metadata: 'x'.repeat(1001) } },
    { code: 100 },
  ],
  'a dead tag': [
    { messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE', message: { text: 'x' } },
    { code: 100, says: /ACCOUNT_UPDATE/ },
  ],
  'a tag without its type': [{ tag: 'HUMAN_AGENT', message: { text: 'x' } }, { code: 100 }],
  'an unknown messaging_type': [
    { messaging_type: 'ANSWER', message: { text: 'x' } },
    { code: 100, says: /RESPONSE/ },
  ],
  'a sender action beside a message': [
    { sender_action: 'typing_on', message: { text: 'x' } },
    { code: 100 },
  ],
  'a reaction without its name': [
    { sender_action: 'react', payload: { message_id: 'm' } },
    { code: 100 },
  ],
  'several attachments': [
    { message: { attachments: [{ type: 'image', payload: { attachment_id: '1' } }] } },
    { code: 100, says: /attachments/ },
  ],
  'a template of an unknown type': [
    { message: { attachment: { type: 'template', payload: { template_type: 'poster' } } } },
    { code: 100, says: /poster/ },
  ],
  'a button template with four buttons': [
    {
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'button',
            text: 'x',
            buttons: times(4, { type: 'postback', title: 'a', payload: 'b' }),
          },
        },
      },
    },
    { code: 100 },
  ],
  'a button with a title of 21 characters': [
    {
      message: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'button',
            text: 'x',
            buttons: [{ type: 'postback', title: 'x'.repeat(21), payload: 'b' }],
          },
        },
      },
    },
    { code: 100, says: /title/ },
  ],
  '11 cards': [
    {
      message: {
        attachment: {
          type: 'template',
          payload: { template_type: 'generic', elements: times(11, { title: 'a' }) },
        },
      },
    },
    { code: 100 },
  ],
  'a recipient of two kinds': [
    { recipient: { id: '1', user_ref: 'x' }, message: { text: 'x' } },
    { code: 100 },
  ],
}

t.test('what the Send API refuses', async (t) => {
  const { world, send } = await opened(t)
  for (const [name, [body, { code, subcode, says }]] of Object.entries(refusals)) {
    const { status, json } = await send(body)
    t.equal(status, 400, name)
    t.equal(json.error?.code, code, name)
    if (subcode) t.equal(json.error.error_subcode, subcode, name)
    if (says) t.match(json.error.message, says, name)
    t.match(json.error, { type: 'OAuthException', fbtrace_id: /^A/ }, name)
  }
  await world.settle()
  t.same(world.items(), [], 'nothing refused is echoed')
})
