import { createHmac } from 'node:crypto'

import type { RawRequest } from '@parley/core/adapter'
import t from 'tap'

import { metaCallbacks, metaHandshake, verifyMeta } from '../src/index.ts'

// as Meta writes it: escaped slash, lower-case escapes of what is not ASCII
const body = Buffer.from('{"object":"page","url":"https:\\/\\/a","text":"\\u00e4"}')
const app = { appSecret: 'the-app-secret' }

function sign(secret: string, bytes: Uint8Array = body): Record<string, string> {
  const hex = createHmac('sha256', secret).update(bytes).digest('hex')
  return { 'x-hub-signature-256': `sha256=${hex}` }
}

t.test('a signature over the raw bytes is accepted, by any secret that is set', (t) => {
  t.same(verifyMeta(body, sign('the-app-secret'), { app }), { ok: true })
  const all = { ...app, webhookSecret: 'second', instagramAppSecret: 'third' }
  for (const secret of ['the-app-secret', 'second', 'third']) {
    t.same(verifyMeta(body, sign(secret), { app: all }), { ok: true })
  }
  t.end()
})

t.test('another body, key or header is refused, and an unset secret accepts nothing', (t) => {
  const parsed = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
  t.same(verifyMeta(parsed, sign('the-app-secret'), { app }).ok, false, 'printed again')
  t.same(verifyMeta(body, sign('other'), { app }), { ok: false, reason: 'bad_signature' })
  t.same(verifyMeta(body, {}, { app }), { ok: false, reason: 'missing_signature' })
  t.same(verifyMeta(body, sign(''), { app: {} }).ok, false)
  const { 'x-hub-signature-256': good = '' } = sign('the-app-secret')
  const sha1 = { 'x-hub-signature': good }
  t.same(verifyMeta(body, sha1, { app }).ok, false, 'the legacy header counts for nothing')
  t.same(verifyMeta(body, { 'x-hub-signature-256': good.slice(7) }, { app }).ok, false)
  t.end()
})

const asked = {
  'hub.mode': 'subscribe',
  'hub.verify_token': 'a-token',
  'hub.challenge': '1158201444',
}
const keys = { app: { verifyToken: 'a-token' } }

function shake(query: object) {
  return metaHandshake(request({ method: 'GET', query: query as Record<string, string> }), keys)
}

t.test('the handshake answers the bare challenge as text', (t) => {
  t.same(shake(asked), { status: 200, body: '1158201444', type: 'text/plain' })
  t.end()
})

t.test(
  'the handshake refuses another token or mode, an odd challenge and repeated parameters',
  (t) => {
    t.equal(shake({ ...asked, 'hub.verify_token': 'b-token' }), null)
    t.equal(shake({ ...asked, 'hub.mode': 'unsubscribe' }), null)
    t.equal(shake({ ...asked, 'hub.challenge': '<script>' }), null)
    t.equal(shake({ ...asked, 'hub.challenge': 'x'.repeat(129) }), null)
    t.equal(shake({ ...asked, 'hub.challenge': ['1', '2'] }), null)
    t.equal(shake({ ...asked, 'hub.verify_token': ['a-token', 'a-token'] }), null)
    t.equal(shake({}), null)
    t.equal(
      metaHandshake(request({ method: 'GET', query: asked }), { app: {} }),
      null,
      'no token set',
    )
    t.end()
  },
)

function signedForm(json: object, secret = 'the-app-secret'): RawRequest {
  const payload = Buffer.from(JSON.stringify(json)).toString('base64url')
  const signature = createHmac('sha256', secret).update(payload).digest('base64url')
  const form = new URLSearchParams({ signed_request: `${signature}.${payload}` })
  return request({ body: Buffer.from(form.toString()) })
}

t.test('a deauthorise callback marks what this person had connected', (t) => {
  const form = signedForm({ algorithm: 'HMAC-SHA256', user_id: '77', issued_at: 1790000000 })
  const answer = metaCallbacks.deauthorize(form, { app })
  t.same(answer?.ack, { status: 200 })
  t.hasStrict(answer?.events?.[0], {
    type: 'connection',
    account: '77',
    status: 'needs_reconnect',
    at: 1790000000000,
  })
  t.end()
})

t.test('a data deletion callback names the person and answers where to ask for it', (t) => {
  const answer = metaCallbacks['data-deletion'](signedForm({ user_id: 77 }), { app })
  t.same(answer?.erase, ['77'])
  const { url, confirmation_code: code } = JSON.parse(answer?.ack.body ?? '{}')
  t.match(code, /^[0-9a-f]{16}$/)
  t.equal(url, `https://inbox.example.com/api/webhooks/meta/data-deletion?code=${code}`)
  t.same(metaCallbacks['data-deletion'](signedForm({ user_id: 77 }), { app }), answer, 'repeatable')
  t.end()
})

t.test('a callback that the app has not signed is refused', (t) => {
  for (const form of [
    signedForm({ user_id: '77' }, 'other'),
    signedForm({}),
    request({ body: Buffer.from('signed_request=x.y') }),
    request({}),
  ]) {
    t.equal(metaCallbacks.deauthorize(form, { app }), null)
    t.equal(metaCallbacks['data-deletion'](form, { app }), null)
  }
  t.equal(metaCallbacks.deauthorize(signedForm({ user_id: '7' }, ''), { app: {} }), null)
  t.end()
})

function request(given: Partial<RawRequest>): RawRequest {
  return {
    method: 'POST',
    path: '/api/webhooks/meta/data-deletion',
    query: {},
    headers: { host: 'inbox.example.com' },
    body: new Uint8Array(),
    receivedAt: 0,
    ...given,
  }
}
t.end()
