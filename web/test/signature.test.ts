import t from 'tap'

import { withoutSignature, withSignature } from '../src/text/signature.ts'

t.test('a signature stands below what was said, and below nothing else', async (t) => {
  t.equal(withSignature(' See you \n', '– Ada'), 'See you\n– Ada')
  t.equal(withSignature('See you', ''), 'See you')
  t.equal(withSignature('  ', '– Ada'), '', 'a picture alone is not signed')
})

t.test(
  'what is taken back comes without it, and is signed once when it goes out again',
  async (t) => {
    const sent = withSignature('See you', '– Ada')
    t.equal(withoutSignature(sent, '– Ada'), 'See you')
    t.equal(withSignature(withoutSignature(sent, '– Ada'), '– Ada'), sent)
    t.equal(withoutSignature('See you', '– Ada'), 'See you')
    t.equal(withoutSignature('See you\n', ''), 'See you\n')
  },
)
