import t from 'tap'

import {
  answeringHttp,
  deliveryOf,
  recordedHttp,
  requestFrom,
  simulatedHttp,
  throwingHttp,
} from '../testkit/index.ts'

const echo = {
  api: (request: { method: string; url: URL; headers: object; body: string }) => ({
    status: 200,
    body: JSON.stringify({ ...request, path: request.url.pathname }),
  }),
}

t.test('a simulator gets method, path, headers and body as the platform would', async (t) => {
  const http = simulatedHttp(echo)
  const answer = await http('https://api.example/send?x=1', {
    method: 'POST',
    headers: { authorization: 'Bearer t' },
    body: 'Zoë',
  })
  t.match(await answer.json(), {
    method: 'POST',
    path: '/send',
    headers: { authorization: 'Bearer t', 'content-type': 'text/plain;charset=UTF-8' },
    body: 'Zoë',
  })
})

t.test('a form arrives as multipart with its boundary', async (t) => {
  const body = new FormData()
  body.set('file', new File(['bytes'], 'a.png', { type: 'image/png' }))
  const answer = await simulatedHttp(echo)('https://api.example/', { method: 'POST', body })
  const sent = (await answer.json()) as { headers: Record<string, string>; body: string }
  t.match(sent.headers['content-type'], /^multipart\/form-data; boundary=/)
  t.match(sent.body, /filename="a.png"\r\nContent-Type: image\/png\r\n\r\nbytes/)
})

t.test('uploaded bytes keep their length', async (t) => {
  const body = Uint8Array.of(0x89, 0xff, 0x00, 0x0a)
  const headers = { 'content-type': 'application/octet-stream' }
  const http = recordedHttp(answeringHttp({ status: 204, body: '' }))
  t.equal((await http('https://api.example/', { method: 'POST', headers, body })).status, 204)
  t.same(Buffer.from(http.requests[0]?.body ?? '', 'latin1'), Buffer.from(body))
})

t.test(
  'a call that fails is recorded too, and an aborted one never reaches the simulator',
  async (t) => {
    const http = recordedHttp(throwingHttp(new TypeError('fetch failed')))
    await t.rejects(http('https://api.example/'), { message: 'fetch failed' })
    t.equal(http.requests.length, 1)
    const signal = AbortSignal.abort(new Error('too late'))
    await t.rejects(simulatedHttp(echo)('https://api.example/', { signal }), {
      message: 'too late',
    })
  },
)

t.test('a delivery has its body as JSON, with ids beyond 2^53 as digits, or none', async (t) => {
  const request = requestFrom({ name: 'big', body: '{"id":12345678901234567890}' })
  t.same(deliveryOf(request).json, { id: '12345678901234567890' })
  t.equal(deliveryOf(requestFrom({ name: 'xml', body: '<xml/>' })).json, undefined)
  t.equal(request.method, 'POST')
})
