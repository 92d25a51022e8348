import t from 'tap'

import { channel } from '../src/index.ts'

t.test(
  'WhatsApp’s rates: 80 a second for a number, 20 on the Business app, and 1 in 6 to one person',
  async (t) => {
    const { rates } = channel
    t.match(
      rates.find(({ scope }) => scope === 'connection'),
      { perSecond: 80 },
    )
    t.match(
      rates.find(({ scope }) => scope === 'chat'),
      { perSecond: 1 / 6, burst: 45 },
    )
    const config = { phoneNumberId: '39020', businessAccountId: '48030' }
    t.same(channel.narrow?.({ config }), {})
    const narrowed = channel.narrow?.({ config: { ...config, coexistence: true } })
    t.match(narrowed?.rates, [{ scope: 'connection', perSecond: 20 }, { scope: 'chat' }])
  },
)

t.test(
  'the window is 24 hours for anybody; templates go out always, and nothing else does',
  async (t) => {
    const [standard, template] = channel.windows
    t.match(standard, { id: 'standard', opens: 'inbound', ms: 86_400_000, actor: 'any' })
    t.match(template, { id: 'template', opens: 'always', allows: ['template'] })
    t.equal(template?.allows.length, 1)
    t.equal(channel.capabilities.startChat, 'template')
  },
)

t.test('limits of messages and files', async (t) => {
  const { text, media, buttons, list } = channel.limits
  t.match(text, { max: 4096, unit: 'codepoint' })
  t.match(media.image, {
    maxBytes: 5_000_000,
    mime: ['image/jpeg', 'image/png'],
    caption: { max: 1024 },
  })
  t.match(media.video, { maxBytes: 16_000_000, mime: ['video/mp4', 'video/3gpp'] })
  t.match(media.audio, { maxBytes: 16_000_000, caption: false })
  t.same(media.voice?.mime, ['audio/ogg'])
  t.match(media.document, { maxBytes: 100_000_000, caption: { max: 1024 } })
  t.match(media.sticker, { maxBytes: 500_000, mime: ['image/webp'] })
  t.match(buttons, { max: 3, text: { max: 1024 }, label: { max: 20 }, payload: { max: 256 } })
  t.match(list, {
    maxRows: 10,
    label: { max: 24 },
    description: { max: 72 },
    payload: { max: 200 },
  })
})

t.test(
  'addresses: digits however they are typed, ids as they are, nonsense not at all',
  async (t) => {
    const cases: [string, string[]][] = [
      ['+49 (151) 234-567.89', ['4915123456789']],
      ['0049 151 23456789', ['4915123456789']],
      ['US.13491208655302741918', ['US.13491208655302741918']],
      ['hello', []],
      ['', []],
      ['12', []],
    ]
    for (const [typed, expected] of cases) t.same(channel.addresses?.(typed), expected)
  },
)

t.test(
  'addresses: Brazil with and without the ninth digit, Mexico with and without the 1',
  async (t) => {
    const cases: [string, string[]][] = [
      ['+55 11 91234-5678', ['5511912345678']],
      ['+55 11 96123-4567', ['5511961234567', '551161234567']],
      ['+55 11 6123-4567', ['551161234567', '5511961234567']],
      ['+55 11 3123-4567', ['551131234567']],
      ['+52 1 55 1234 5678', ['5215512345678', '525512345678']],
      ['+52 55 1234 5678', ['525512345678', '5215512345678']],
    ]
    for (const [typed, expected] of cases) t.same(channel.addresses?.(typed), expected)
  },
)
