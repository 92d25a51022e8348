import { createHmac } from 'node:crypto'

import { answeringHttp, recordedHttp, throwingHttp } from '@parley/core/testkit'
import t from 'tap'

import { graph, graphList, graphUrl, type MetaApp } from '../src/index.ts'
import { asked, fakeGraph, refusal } from './fake-graph.ts'

const signal = new AbortController().signal

t.test('a call goes to the host of its product, with the token in the header alone', async (t) => {
  const http = fakeGraph({
    'POST graph.facebook.com/v26.0/1/messages': { message_id: 'm' },
    'GET graph.instagram.com/v26.0/me': { user_id: '2' },
  })
  const context = { app: {}, http, signal }
  const body = { a: 'ü' }
  const sent = await graph({ method: 'POST', path: '1/messages', body, token: 'T' }, context)
  t.hasStrict(sent, { ok: true, json: { message_id: 'm' } })
  const me = { host: 'instagram', path: 'me', query: { fields: 'id', none: undefined } } as const
  await graph({ ...me, token: 'I' }, context)
  t.same(asked(http), [
    { call: 'POST graph.facebook.com/v26.0/1/messages', body: { a: 'ü' } },
    { call: 'GET graph.instagram.com/v26.0/me?fields=id' },
  ])
  t.equal(http.requests[0]?.headers['authorization'], 'Bearer T')
  t.notMatch(http.requests[0]?.url, 'T=')
})

t.test('META_GRAPH_URL replaces both hosts, META_GRAPH_VERSION the version', (t) => {
  const app: MetaApp = { graphUrl: 'http://127.0.0.1:9/sim/', graphVersion: 'v25.0' }
  t.equal(graphUrl({ path: 'me' }, app), 'http://127.0.0.1:9/sim/v25.0/me')
  t.equal(graphUrl({ path: 'me', host: 'instagram' }, app), 'http://127.0.0.1:9/sim/v25.0/me')
  const unversioned = { path: 'refresh_access_token', versioned: false, host: 'instagram' } as const
  t.equal(graphUrl(unversioned, {}), 'https://graph.instagram.com/refresh_access_token')
  t.end()
})

t.test(
  'appsecret_proof goes with tokens of the app, not with Instagram’s or the app’s own',
  (t) => {
    const app = { appSecret: 'S' }
    const proof = createHmac('sha256', 'S').update('T').digest('hex')
    t.match(graphUrl({ path: 'me', token: 'T' }, app), `appsecret_proof=${proof}`)
    t.notMatch(graphUrl({ path: 'me', token: 'T', host: 'instagram' }, app), 'appsecret_proof')
    t.notMatch(graphUrl({ path: 'me', token: '1|S' }, app), 'appsecret_proof')
    t.notMatch(graphUrl({ path: 'me', token: 'T' }, {}), 'appsecret_proof')
    t.end()
  },
)

t.test('a form keeps the boundary that fetch writes', async (t) => {
  const http = recordedHttp(answeringHttp({ status: 200, body: '{"attachment_id":"1"}' }))
  const body = new FormData()
  body.set('message', '{}')
  await graph({ method: 'POST', path: '1/message_attachments', body }, { app: {}, http, signal })
  t.match(http.requests[0]?.headers['content-type'], /^multipart\/form-data; boundary=/)
})

t.test('an error, even with status 200, is a failure', async (t) => {
  const body = '{"error":{"message":"no","code":190}}'
  for (const status of [200, 400]) {
    const http = answeringHttp({ status, body })
    const answer = await graph({ path: 'me' }, { app: {}, http, signal })
    t.hasStrict(answer, { ok: false, failure: { kind: 'auth' } })
  }
})

t.test('200 without readable JSON, and no answer at all, are open questions', async (t) => {
  for (const body of ['', '<html>', 'null', '[]', '"x"']) {
    const http = answeringHttp({ status: 200, body })
    const answer = await graph({ path: 'me' }, { app: {}, http, signal })
    t.hasStrict(answer, { ok: false, failure: { certain: false } }, body)
  }
  const http = throwingHttp(new DOMException('late', 'TimeoutError'))
  const answer = await graph({ path: 'me' }, { app: {}, http, signal })
  t.hasStrict(answer, { ok: false, failure: { kind: 'timeout', certain: false } })
})

t.test('a bare true, also as text, is success', async (t) => {
  for (const body of ['true', '"true"']) {
    const http = answeringHttp({ status: 200, body })
    const answer = await graph({ path: '1/subscribed_apps' }, { app: {}, http, signal })
    t.equal(answer.ok, true)
  }
})

t.test('a list is read page by page over its cursors, and stops where they repeat', async (t) => {
  const edge = 'GET graph.facebook.com/v26.0/me/accounts'
  const http = fakeGraph({ [edge]: [page('1', 'a'), page('2', 'b'), page('3', 'b')] })
  const found = await graphList({ path: 'me/accounts' }, { app: {}, http, signal })
  t.same(
    found.rows.map((row) => row['id']),
    ['1', '2', '3'],
  )
  t.same(
    asked(http).map(({ call }) => call),
    [edge, `${edge}?after=a`, `${edge}?after=b`],
  )
})

t.test('a list that is refused half way says so', async (t) => {
  const edge = 'GET graph.facebook.com/v26.0/me/accounts'
  const first = { data: [{ id: '1' }], paging: { cursors: { after: 'a' }, next: 'x' } }
  const http = fakeGraph({ [edge]: [first, refusal(190)] })
  const found = await graphList({ path: 'me/accounts' }, { app: {}, http, signal })
  t.equal(found.failure?.kind, 'auth')
})
function page(id: string, after: string): object {
  return { data: [{ id }, 'junk'], paging: { cursors: { after }, next: 'https://x' } }
}
t.end()
