import t from 'tap'

import {
  emojiAt,
  fillVariables,
  mentionAt,
  replaceBefore,
  shortcutAt,
  variablesOf,
} from '../src/text/canned.ts'
import { findLinks, parseText } from '../src/text/links.ts'
import { isEmojiOnly, measureText } from '../src/text/measure.ts'
import { parseWhen, snoozePresets } from '../src/text/snooze.ts'
import { fillTemplate } from '../src/text/template.ts'
import { brief, dayName, duration, fileSize, remaining } from '../src/text/time.ts'

t.test('text is counted in the unit of the channel', async (t) => {
  const text = 'é👍🏽'
  t.equal(measureText(text, 'utf16'), 5)
  t.equal(measureText(text, 'codepoint'), 3)
  t.equal(measureText(text, 'grapheme'), 2)
  t.equal(measureText(text, 'byte'), 10)
})

t.test('up to three emoji alone are drawn large', async (t) => {
  t.ok(isEmojiOnly('👍🏽'))
  t.notOk(isEmojiOnly(' 👩‍👩‍👧 🎉 '), 'a space between is text')
  t.ok(isEmojiOnly('🎉🎉🎉'))
  t.notOk(isEmojiOnly('🎉🎉🎉🎉'))
  t.notOk(isEmojiOnly('ok 👍'))
  t.notOk(isEmojiOnly('12'))
})

t.test('addresses become links without the punctuation around them', async (t) => {
  const text = 'See https://a.example/x?y=1. Or www.b.example/z, a@b.example or +49 30 1234567!'
  const parts = findLinks(text)
  t.match(
    parts.filter((part) => part.kind === 'link').map((part) => part.href),
    [
      'https://a.example/x?y=1',
      'https://www.b.example/z',
      'mailto:a@b.example',
      'tel:+49301234567',
    ],
  )
  t.equal(parts.map((part) => ('text' in part ? part.text : '')).join(''), text)
})

t.test('no link leads to a script', async (t) => {
  const links = findLinks('javascript:alert(1) data:text/html,x https://ok.example')
  t.same(
    links.filter((part) => part.kind === 'link').map((part) => part.href),
    ['https://ok.example'],
  )
})

t.test('brackets around an address stay outside, those inside it stay in', async (t) => {
  t.match(findLinks('(https://a.example/x)')[1], { href: 'https://a.example/x' })
  t.match(findLinks('https://a.example/x_(y)')[0], { href: 'https://a.example/x_(y)' })
})

t.test('light markup is read only where the channel has it', async (t) => {
  t.same(parseText('*hi*', false), [{ kind: 'text', text: '*hi*' }])
  t.same(parseText('so *big _deal_* ~no~ 2*3*4', true), [
    { kind: 'text', text: 'so ' },
    {
      kind: 'mark',
      mark: 'bold',
      parts: [
        { kind: 'text', text: 'big ' },
        { kind: 'mark', mark: 'italic', parts: [{ kind: 'text', text: 'deal' }] },
      ],
    },
    { kind: 'text', text: ' ' },
    { kind: 'mark', mark: 'strike', parts: [{ kind: 'text', text: 'no' }] },
    { kind: 'text', text: ' 2*3*4' },
  ])
})

const wednesday = new Date(2026, 10, 25, 14, 0)

t.test('snooze understands what people type', async (t) => {
  const cases: Record<string, Date | null> = {
    'in 2 hours': new Date(2026, 10, 25, 16, 0),
    '30m': new Date(2026, 10, 25, 14, 30),
    'half an hour': new Date(2026, 10, 25, 14, 30),
    tomorrow: new Date(2026, 10, 26, 9, 0),
    'tomorrow 14:30': new Date(2026, 10, 26, 14, 30),
    'tomorrow at 8pm': new Date(2026, 10, 26, 20, 0),
    'tomorrow evening': new Date(2026, 10, 26, 18, 0),
    friday: new Date(2026, 10, 27, 9, 0),
    'next monday 10am': new Date(2026, 10, 30, 10, 0),
    wednesday: new Date(2026, 11, 2, 9, 0),
    'next week': new Date(2026, 10, 30, 9, 0),
    '25 dec': new Date(2026, 11, 25, 9, 0),
    'dec 25 at 8': new Date(2026, 11, 25, 8, 0),
    '1 jan': new Date(2027, 0, 1, 9, 0),
    '2026-12-01 10:00': new Date(2026, 11, 1, 10, 0),
    '16:00': new Date(2026, 10, 25, 16, 0),
    '9': new Date(2026, 10, 26, 9, 0),
    noon: new Date(2026, 10, 26, 12, 0),
    whenever: null,
    'in 0 minutes': null,
    '2020-01-01': null,
    '': null,
  }
  for (const [text, expected] of Object.entries(cases)) {
    t.equal(parseWhen(text, wednesday)?.getTime() ?? null, expected?.getTime() ?? null, text)
  }
})

t.test('presets lie in the future', async (t) => {
  for (const hour of [0, 9, 17, 18, 23]) {
    const now = new Date(2026, 10, 28, hour, 59)
    for (const preset of snoozePresets(now)) t.ok(preset.at > now, `${preset.id} at ${hour}`)
  }
  t.notOk(snoozePresets(new Date(2026, 10, 25, 19)).some((preset) => preset.id === 'evening'))
})

t.test('variables are filled, and those without a value are named', async (t) => {
  const variables = variablesOf({
    contact: 'Ana María Ruiz',
    handle: null,
    user: 'Bo Li',
    connection: 'Shop',
  })
  t.same(
    fillVariables('Hi {{contact.firstName}}, {{ user.name }} of {{connection.name}}', variables),
    {
      text: 'Hi Ana, Bo Li of Shop',
      missing: [],
    },
  )
  t.same(fillVariables('{{contact.handle}} {{order}}', variables), {
    text: '{{contact.handle}} {{order}}',
    missing: ['contact.handle', 'order'],
  })
  const nameless = variablesOf({ contact: '+49 170 1', handle: null, user: 'Bo', connection: 'S' })
  t.same(fillVariables('Hi {{contact.name}}', nameless).missing, ['contact.name'])
})

t.test('signs open their lists at the start of a word only', async (t) => {
  t.equal(shortcutAt('/he', 3), 'he')
  t.equal(shortcutAt('see /', 5), '')
  t.equal(shortcutAt('a/b', 3), null)
  t.equal(shortcutAt('https://x', 9), null)
  t.equal(mentionAt('hi @an', 6), 'an')
  t.equal(mentionAt('a@b', 3), null)
  t.equal(emojiAt('so :smi', 7), 'smi')
  t.equal(emojiAt('12:30', 5), null)
  t.same(replaceBefore('hi @an there', 6, { sign: '@', value: '@Ana ' }), {
    text: 'hi @Ana  there',
    caret: 8,
  })
})

t.test('a template shows its values, and its gaps as written', async (t) => {
  t.same(fillTemplate('Hi {{1}}, order {{number}}', { 1: 'Ana' }), [
    { kind: 'text', text: 'Hi ' },
    { kind: 'value', name: '1', text: 'Ana', isEmpty: false },
    { kind: 'text', text: ', order ' },
    { kind: 'value', name: 'number', text: '{{number}}', isEmpty: true },
  ])
})

t.test('times are as short as their place allows', async (t) => {
  const now = wednesday.getTime()
  function ago(minutes: number): string {
    return new Date(now - minutes * 60_000).toISOString()
  }
  t.equal(brief(ago(0.5), now), 'now')
  t.equal(brief(ago(5), now), '5 min')
  t.match(brief(ago(120), now), /12:00/)
  t.equal(brief(ago(24 * 60), now), 'Tue')
  t.equal(brief(ago(20 * 24 * 60), now), 'Nov 5')
  t.equal(dayName(ago(0), now), 'Today')
  t.equal(dayName(ago(24 * 60), now), 'Yesterday')
  t.equal(dayName(ago(3 * 24 * 60), now), 'Sunday, November 22')
  t.equal(remaining(new Date(now + 5 * 3_600_000).toISOString(), now), '5 hr')
  t.equal(remaining(new Date(now + 59_000).toISOString(), now), '1 min')
  t.equal(duration(65_000), '1:05')
  t.equal(fileSize(1_250_000), '1.3 MB')
  t.equal(fileSize(0), '0 byte')
})
