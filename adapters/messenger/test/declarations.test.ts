import { measure } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../src/index.ts'

t.test('text: 2000 characters, counted as code points, and split', (t) => {
  t.same(channel.limits.text, { max: 2000, unit: 'codepoint', overflow: 'split' })
  t.equal(measure('👋'.repeat(2000), channel.limits.text.unit), 2000)
  t.end()
})

t.test('quick replies, buttons and cards: thirteen, three, ten, with titles of 20 and 80', (t) => {
  const { buttons, cards } = channel.limits
  t.hasStrict(buttons, { max: 13, text: { max: 640 }, label: { max: 20 }, payload: { max: 1000 } })
  t.hasStrict(cards, { max: 10, title: { max: 80 }, subtitle: { max: 80 }, maxButtons: 3 })
  t.end()
})

t.test('the window is a day for anybody, seven for a person, and the tag can be given up', (t) => {
  const day = 86_400_000
  t.hasStrict(channel.windows, [
    { id: 'standard', opens: 'inbound', ms: day, actor: 'any' },
    { id: 'human_agent', opens: 'inbound', ms: 7 * day, actor: 'human' },
    { id: 'always', opens: 'always', allows: ['read', 'handover'] },
  ])
  const { windows = [] } = channel.narrow?.({ config: { pageId: '1', humanAgent: false } }) ?? {}
  t.same(
    windows.map(({ id }) => id),
    ['standard', 'always'],
  )
  t.end()
})

t.test('rates: 300 a second for a Page, 10 with files', (t) => {
  t.same(channel.rates, [
    { scope: 'connection', perSecond: 300 },
    { scope: 'connection', perSecond: 10, kinds: ['media'] },
  ])
  t.end()
})

t.test('a file is fetched by its link, from Meta’s hosts only', async (t) => {
  const connection = {
    id: '1',
    externalId: '1',
    name: 'Shop',
    config: { pageId: '1' },
    secrets: { accessToken: 'T' },
  }
  const signal = new AbortController().signal
  const context = { app: {}, http: async () => new Response(), signal }
  const url = 'https://scontent.xx.fbcdn.net/a.jpg'
  const found = await channel.fetchMedia?.({ kind: 'image', locator: { url } }, connection, context)
  t.same(found, { url })
  const none = channel.fetchMedia?.({ kind: 'image', locator: {} }, connection, context)
  await t.rejects(Promise.resolve(none))
  t.same(channel.mediaHosts, ['.fbcdn.net', '.fbsbx.com', '.cdninstagram.com'])
})
t.end()
