import type { OutboundMedia, Step } from '@parley/core/adapter'
import t from 'tap'

import { channel } from '../../src/index.ts'
import { phoneNumberId } from '../bodies.ts'
import { callWith, connection, fakeGraph, graphError, sendWith } from '../fake-graph.ts'

const messages = `POST ${phoneNumberId}/messages`
const uploads = `POST ${phoneNumberId}/media`
const accepted = { body: { contacts: [], messages: [{ id: 'wamid.out.1' }] } }

function file(kind: OutboundMedia['kind'], mime: string, isPublic = true): OutboundMedia {
  const bytes = new TextEncoder().encode('bytes')
  const url = 'https://files.example.com/f'
  return { kind, mime, name: 'f.x', bytes: 5, url, isPublic, open: async () => bytes }
}

async function sentFor(step: Step) {
  const platform = fakeGraph({ [messages]: accepted, [uploads]: { body: { id: '9001' } } })
  const result = await channel.send(step, sendWith(platform.http))
  return {
    result,
    sent: platform.sent,
    body: platform.sent.at(-1)?.body as Record<string, unknown>,
  }
}

t.test(
  'image, video, document: by link, with their caption; the document keeps its name',
  async (t) => {
    const link = 'https://files.example.com/f'
    const cases: [OutboundMedia, object][] = [
      [file('image', 'image/jpeg'), { type: 'image', image: { link, caption: 'Look' } }],
      [file('video', 'video/mp4'), { type: 'video', video: { link, caption: 'Look' } }],
      [
        file('document', 'application/pdf'),
        { type: 'document', document: { link, caption: 'Look', filename: 'f.x' } },
      ],
    ]
    for (const [medium, expected] of cases) {
      const { body } = await sentFor({ kind: 'media', media: [medium], caption: 'Look' })
      t.match(body, expected)
    }
  },
)

t.test('audio, sticker: no caption', async (t) => {
  for (const [kind, mime] of [
    ['audio', 'audio/mpeg'],
    ['sticker', 'image/webp'],
  ] as const) {
    const { body } = await sentFor({ kind: 'media', media: [file(kind, mime)], caption: 'Look' })
    t.same(body[kind], { link: 'https://files.example.com/f' })
  }
})

t.test('audio: a voice note is ogg; anything else is a sound file', async (t) => {
  const ogg = await sentFor({ kind: 'media', media: [file('voice', 'audio/ogg; codecs=opus')] })
  t.match(ogg.body, { type: 'audio', audio: { voice: true } })
  const mp3 = await sentFor({ kind: 'media', media: [file('voice', 'audio/mpeg')] })
  t.notOk('voice' in (mp3.body['audio'] as object))
})

t.test('a file that Meta cannot fetch is uploaded first, then sent by its id', async (t) => {
  const step: Step = {
    kind: 'media',
    media: [file('image', 'image/png', false)],
    replyTo: 'wamid.q',
  }
  const { sent, body } = await sentFor(step)
  const form = sent[0]?.body as FormData
  const blob = form.get('file') as File
  t.equal(form.get('messaging_product'), 'whatsapp')
  t.equal(form.get('type'), 'image/png')
  t.same([blob.name, blob.type, await blob.text()], ['f.x', 'image/png', 'bytes'])
  t.match(body, { image: { id: '9001' }, context: { message_id: 'wamid.q' } })
})

t.test('an upload that fails, however it fails, sent no message', async (t) => {
  const step: Step = { kind: 'media', media: [file('image', 'image/png', false)] }
  for (const answer of [graphError(131_053), { status: 500, body: '<html>' }, { body: {} }]) {
    const platform = fakeGraph({ [uploads]: answer })
    const result = await channel.send(step, sendWith(platform.http))
    t.match(result, { ok: false, failure: { certain: true, retry: 'later' } })
    t.equal(platform.sent.length, 1)
  }
  const gone = {
    ...file('image', 'image/png', false),
    open: () => Promise.reject(new Error('gone')),
  }
  const result = await channel.send({ kind: 'media', media: [gone] }, sendWith(fakeGraph({}).http))
  t.match(result, { ok: false, failure: { kind: 'media', certain: true, message: /gone/ } })
})

t.test(
  'download: the address, with the token that it asks for, and the hash to hold it to',
  async (t) => {
    const found = {
      url: 'https://lookaside.fbsbx.com/m',
      mime_type: 'image/jpeg',
      sha256: Buffer.alloc(32, 1).toString('base64'),
      file_size: 5,
      id: '71',
    }
    const platform = fakeGraph({ 'GET 71': { body: found } })
    const fetched = await channel.fetchMedia!(
      { kind: 'image', locator: { id: '71' } },
      connection,
      callWith(platform.http),
    )
    t.same(fetched, {
      url: found.url,
      headers: { authorization: 'Bearer EAAG-token' },
      mime: 'image/jpeg',
      sha256: '01'.repeat(32),
    })
    t.equal(platform.sent[0]?.path, `71?phone_number_id=${phoneNumberId}`)
  },
)

t.test('download: an address alone is taken as it is; what is gone says so', async (t) => {
  const url = 'https://lookaside.fbsbx.com/m'
  const direct = await channel.fetchMedia!(
    { kind: 'image', locator: { url } },
    connection,
    callWith(fakeGraph({}).http),
  )
  t.match(direct, { url, headers: { authorization: 'Bearer EAAG-token' } })
  const gone = fakeGraph({ 'GET 71': { ...graphError(100, { error_subcode: 33 }), status: 404 } })
  await t.rejects(
    channel.fetchMedia!({ kind: 'image', locator: { id: '71' } }, connection, callWith(gone.http)),
  )
  await t.rejects(
    channel.fetchMedia!({ kind: 'image', locator: {} }, connection, callWith(gone.http)),
  )
})

t.test('the hosts that media come from are declared', async (t) => {
  t.ok(channel.mediaHosts?.includes('.fbsbx.com'))
})
