/** The adapter against the running simulator: connected through its pages, every kind sent, what customers do read back. */
import type { OutboundMedia, Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../src/index.ts'
import { read } from './bodies.ts'
import { baseUrl, start } from './platform.ts'

t.test('a number is connected through the pages of Embedded Signup, and is well', async (t) => {
  const { call, http } = await start(t)
  const context = { ...call, callbackUrl: 'https://inbox.example.com/back', nonce: 'n0nce' }
  const begun = await channel.connect.begin('signup', context)
  if (begun.type !== 'redirect') throw new Error(JSON.stringify(begun))
  const page = await (await http(begun.url)).text()
  const allowed = new URL(begun.url)
  allowed.searchParams.set('decision', 'allow')
  for (const [, name, value] of page.matchAll(/name="(share|grant)"[^>]*?value="([^"]+)"/g))
    allowed.searchParams.append(name!, value!)
  const back = new URL((await http(allowed.href)).headers.get('location') ?? '')
  t.equal(back.searchParams.get('state'), 'n0nce')
  let step = await channel.connect.next!(
    begun.state,
    Object.fromEntries(back.searchParams),
    context,
  )
  if (step.type === 'choose') {
    const first = step.options.map(({ id }) => id).slice(0, 1)
    step = await channel.connect.next!(step.state, first, context)
  }
  if (step.type === 'form')
    step = await channel.connect.next!(step.state, { pin: '123456' }, context)
  if (step.type !== 'done') throw new Error(JSON.stringify(step))
  const [made] = step.connections
  const connection = {
    id: '1',
    externalId: made!.externalId,
    name: made!.name,
    config: made!.config as never,
    secrets: made!.secrets as never,
  }
  const health = await channel.check(connection, call)
  t.same(
    health.checks.filter(({ ok }) => !ok),
    [],
  )
  t.equal(health.status, 'connected')
})

t.test('every kind of message is taken', async (t) => {
  const { call, connection, control } = await start(t)
  const person = await control('people', { name: 'Ana', phone: '15550001234' })
  const act = { account: connection.externalId, person: person['id'] }
  const said = await control('acts', { ...act, kind: 'text', text: 'Hello' })
  const target = said['id'] as string
  const to = { id: said['identity'] as string }
  const bytes = new TextEncoder().encode('a file')
  function file(kind: 'image' | 'voice' | 'document', mime: string) {
    const url = 'https://files.example.com/f'
    return {
      kind,
      mime,
      name: 'f.x',
      bytes: bytes.length,
      url,
      isPublic: false,
      open: async () => bytes,
    }
  }
  const steps: Step[] = [
    { kind: 'text', text: 'Hi', replyTo: target },
    { kind: 'media', media: [file('image', 'image/png')], caption: 'Look' },
    { kind: 'media', media: [file('voice', 'audio/ogg')] },
    { kind: 'media', media: [file('document', 'application/pdf')] },
    { kind: 'buttons', text: 'Sure?', buttons: [{ title: 'Yes', payload: 'y' }] },
    { kind: 'list', text: 'Sizes', button: 'Choose', rows: [{ title: 'Small', payload: 's' }] },
    { kind: 'link', text: 'See', label: 'Open', url: 'https://example.com' },
    { kind: 'location', lat: 1, lon: 2, label: 'Here' },
    { kind: 'contacts', cards: [{ name: 'Bo', phones: ['+15550009999'] }] },
    { kind: 'reaction', target, emoji: '👍' },
    { kind: 'reaction', target, emoji: null },
    { kind: 'read', target },
    { kind: 'typing', on: true, lastInboundId: target },
  ]
  for (const step of steps) {
    const result = await channel.send(step, {
      ...call,
      connection,
      to,
      window: 'standard',
      key: 'p.1',
      attempt: 1,
    })
    t.ok(result.ok, `${step.kind}: ${JSON.stringify(result)}`)
  }
})

function fileOf(kind: OutboundMedia['kind']): OutboundMedia {
  return {
    kind,
    mime: mimes[kind]!,
    name: 'f',
    bytes: 1,
    url: 'https://files.example.com/f',
    isPublic: true,
    open: async () => new Uint8Array(),
  }
}

t.test(
  'templates are listed, and every approved one can be sent as its variables say',
  async (t) => {
    const { call, connection, control } = await start(t)
    const person = await control('people', { name: 'Ana', phone: '15550001235' })
    const said = await control('acts', {
      account: connection.externalId,
      person: person['id'],
      kind: 'text',
      text: 'x',
    })
    const to = { id: said['identity'] as string }
    const list = await channel.templates!.list(connection, call)
    const approved = list.filter(({ status }) => status === 'approved')
    t.ok(approved.length > 3)
    for (const { name, language, variables, native, cards } of approved) {
      function valuesOf(place: string, card?: number): Record<string, string> {
        const wanted = variables.filter(
          (each) => each.place === place && each.card === card && !each.media,
        )
        return Object.fromEntries(wanted.map((each) => [each.name, valueFor(each.name)]))
      }
      const files = variables.flatMap((each) => (each.media ? [fileOf(each.media)] : []))
      const step: Step = {
        kind: 'template',
        name,
        language,
        native,
        parameters: {
          header: valuesOf('header'),
          body: valuesOf('body'),
          buttons: valuesOf('button'),
          ...(cards && {
            cards: cards.map((_card, at) => ({
              body: valuesOf('body', at),
              buttons: valuesOf('button', at),
            })),
          }),
        },
        ...(cards ? { cardMedia: files } : files[0] && { media: files[0] }),
      }
      const result = await channel.send(step, {
        ...call,
        connection,
        to,
        window: 'template',
        key: 'p.2',
        attempt: 1,
      })
      t.ok(result.ok, `${name} (${language}): ${JSON.stringify(result)}`)
    }
  },
)

const mimes: Readonly<Record<string, string>> = {
  image: 'image/png',
  video: 'video/mp4',
  document: 'application/pdf',
}

function valueFor(name: string): string {
  return name === 'latitude' || name === 'longitude' ? '1.5' : 'x7'
}

t.test('a template is made, listed and taken away', async (t) => {
  const { call, connection } = await start(t)
  const draft = {
    name: 'spring_sale',
    language: 'en',
    category: 'MARKETING',
    body: 'Hi {{1}}, come in.',
    examples: { '1': 'Ann' },
  }
  const saved = await channel.templates!.save!(draft, connection, {
    ...call,
    openUpload: async () => undefined,
  })
  t.ok(saved.ok, JSON.stringify(saved))
  const made = (await channel.templates!.list(connection, call)).find(
    ({ name }) => name === 'spring_sale',
  )
  t.match(made, { language: 'en', variables: [{ place: 'body', name: '1' }] })
  await channel.templates!.remove!(made!, connection, call)
  const left = await channel.templates!.list(connection, call)
  t.notOk(left.some(({ name, status }) => name === 'spring_sale' && status !== 'deleted'))
})

t.test('a picture that a customer sends can be fetched, and matches its hash', async (t) => {
  const { call, connection, control, http } = await start(t)
  const person = await control('people', { name: 'Ana', phone: '15550001236' })
  const upload = await http(`${baseUrl}/control/media?name=a.png`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: new TextEncoder().encode('png'),
  })
  const medium = (await upload.json()) as { id: string }
  await control('acts', {
    account: connection.externalId,
    person: person['id'],
    kind: 'image',
    media: [medium.id],
  })
  const { deliveries } = (await control('webhooks')) as { deliveries: { body: string | object }[] }
  const events = deliveries.flatMap(({ body }) => read(body))
  const message = events.find((event) => event.type === 'message')
  if (message?.type !== 'message' || message.content.kind !== 'media')
    throw new Error(JSON.stringify(events))
  const fetched = await channel.fetchMedia!(message.content.media[0]!, connection, call)
  t.equal(fetched.sha256, message.content.media[0]?.sha256)
  const file = await http(fetched.url, { headers: fetched.headers! })
  t.equal(await file.text(), 'png')
})
