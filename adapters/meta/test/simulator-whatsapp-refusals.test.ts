import t from 'tap'

import { buttons, list, opened } from './whatsapp-customer.ts'

const refusals: Record<string, [object, { code: number; says?: RegExp }]> = {
  'a text of 4097 characters': [{ text: { body: 'x'.repeat(4097) } }, { code: 100, says: /4096/ }],
  'an empty text': [{ text: { body: '' } }, { code: 100 }],
  'a field that is not of the type': [
    { text: { body: 'x', caption: 'y' } },
    { code: 100, says: /unexpected key "caption"/ },
  ],
  'an object that is not named like the type': [
    { type: 'text', image: { link: 'https://a.b/c' } },
    { code: 131008 },
  ],
  'an unknown type': [{ type: 'hologram', hologram: {} }, { code: 100 }],
  'a medium without a source': [
    { type: 'image', image: {} },
    { code: 131008, says: /"id" or "link"/ },
  ],
  'a medium of both sources': [
    { type: 'image', image: { id: '1', link: 'https://a.b/c' } },
    { code: 100, says: /not both/ },
  ],
  'a medium id that is gone': [
    { type: 'image', image: { id: '12345' } },
    { code: 100, says: /12345/ },
  ],
  'a caption of 1025 characters': [
    { type: 'image', image: { link: 'https://a.b/c', caption: 'x'.repeat(1025) } },
    { code: 100 },
  ],
  'a caption on sound': [
    { type: 'audio', audio: { link: 'https://a.b/c', caption: 'x' } },
    { code: 100 },
  ],
  'eleven rows': [{ type: 'interactive', interactive: list(11) }, { code: 100 }],
  'four buttons': [
    { type: 'interactive', interactive: buttons(['a', 'b', 'c', 'd']) },
    { code: 100 },
  ],
  'two buttons of one title': [
    { type: 'interactive', interactive: buttons(['a', 'a']) },
    { code: 131009, says: /unique/ },
  ],
  'a button of 21 characters': [
    { type: 'interactive', interactive: buttons(['x'.repeat(21)]) },
    { code: 100 },
  ],
  'a place beyond the pole': [
    { type: 'location', location: { latitude: 91, longitude: 0 } },
    { code: 100 },
  ],
  'a contact with a formatted name alone': [
    { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] },
    { code: 100 },
  ],
  'a reaction of two letters': [
    { type: 'reaction', reaction: { message_id: 'x', emoji: 'ab' } },
    { code: 131009 },
  ],
  'a reaction to an unknown message': [
    { type: 'reaction', reaction: { message_id: 'x', emoji: '👍' } },
    { code: 131009 },
  ],
  'a tracker of 513 characters': [
    { text: { body: 'x' }, biz_opaque_callback_data: 'x'.repeat(513) },
    { code: 100 },
  ],
  'a location to a group': [
    { recipient_type: 'group', type: 'location', location: { latitude: 0, longitude: 0 } },
    { code: 131051 },
  ],
  'a number that is none': [{ to: 'abc', text: { body: 'x' } }, { code: 100 }],
  'its own number': [{ to: '+12025550100', text: { body: 'x' } }, { code: 131021 }],
  'another product': [
    { messaging_product: 'telegram', text: { body: 'x' } },
    { code: 100, says: /messaging_product/ },
  ],
}

t.test('what the messages endpoint refuses', async (t) => {
  const { world, send } = await opened(t)
  for (const [name, [body, { code, says }]] of Object.entries(refusals)) {
    const { json } = await send(body)
    t.equal(json.error?.code, code, name)
    const { message, error_data: data } = json.error
    if (says) t.match(`${message} ${data?.details}`, says, name)
  }
  await world.settle()
  t.same(world.items(), [], 'nothing refused has a status')
})
