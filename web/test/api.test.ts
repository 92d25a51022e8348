import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import t, { type Test } from 'tap'

import { ApiError, createApi, createSend, isNetworkError, queryString } from '../src/api.ts'
import { type Hint, Session } from '../src/session.ts'

type Answer = (request: IncomingMessage, body: string) => { status: number; body?: unknown }

/** A server that answers as told, and remembers what it was asked. */
async function serve(t: Test, answer: Answer) {
  const asked: string[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`)
      const { status, body: content } = answer(request, body)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(content === undefined ? undefined : JSON.stringify(content))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  return { send: createSend(`http://127.0.0.1:${port}`), asked }
}

const user = { id: '7', email: 'ana@example.com', name: 'Ana', role: 'agent' as const }
function sessionAnswer(accessToken: string) {
  return { status: 200, body: { user, accessToken, expiresIn: 600 } }
}

interface Remembered extends Hint {
  value: ReturnType<Hint['get']>
}

function remembered(value: Remembered['value'] = 'unknown'): Remembered {
  return {
    value,
    get() {
      return this.value
    },
    set(next) {
      this.value = next
    },
  }
}

t.test('many calls with an old token refresh it once and are repeated', async (t) => {
  let current = 'a'
  const { send, asked } = await serve(t, ({ url, headers }) => {
    if (url === '/api/auth/refresh') {
      current = 'b'
      return sessionAnswer('b')
    }
    if (url === '/api/auth/login') return sessionAnswer('a')
    if (url === '/api/auth/logout') return { status: 204 }
    if (headers.authorization === `Bearer ${current}` && current === 'b') {
      return { status: 200, body: { url } }
    }
    return { status: 401, body: { code: 'unauthorized', status: 401, detail: 'Sign in' } }
  })
  const session = new Session(send, remembered())
  t.teardown(() => session.signOut())
  await session.signIn({ email: 'ana@example.com', password: 'x' })
  const api = createApi(send, session)
  const answers = await Promise.all([1, 2, 3].map((id) => api.get<{ url: string }>(`/api/x/${id}`)))
  t.strictSame(
    answers.map((answer) => answer.url),
    ['/api/x/1', '/api/x/2', '/api/x/3'],
  )
  t.equal(asked.filter((line) => line.endsWith('/refresh')).length, 1)
})

t.test(
  'a small change outlives the page that made it; what is read or large does not',
  async (t) => {
    const kept: boolean[] = []
    const send = createSend('', async (_url, init) => {
      kept.push(init?.keepalive === true)
      return new Response('{}')
    })
    await send('PATCH', '/api/auth/me', { body: { name: 'Ana' } })
    await send('DELETE', '/api/labels/1')
    await send('GET', '/api/labels')
    await send('POST', '/api/notes', { body: { text: 'a'.repeat(5000) } })
    t.strictSame(kept, [true, true, false, false])
  },
)

t.test('a busy server is asked again, but nothing is done twice', async (t) => {
  const asked: string[] = []
  const send = createSend('', async (_url, init) => {
    asked.push(init?.method ?? '')
    const isBusy = asked.length < 3 || init?.method === 'POST'
    return isBusy
      ? new Response('', { status: 503, headers: { 'retry-after': '0' } })
      : Response.json(7)
  })
  t.equal(await send('GET', '/api/chats'), 7)
  t.same(asked, ['GET', 'GET', 'GET'])
  await t.rejects(send('POST', '/api/notes', { body: {} }), { code: 'http_503' })
  t.equal(asked.length, 4)
})

t.test('a refused refresh ends the session but keeps the person on the page', async (t) => {
  const { send } = await serve(t, ({ url }) =>
    url === '/api/auth/login'
      ? sessionAnswer('a')
      : { status: 401, body: { code: 'unauthorized' } },
  )
  const hint = remembered(null)
  const session = new Session(send, hint)
  await session.signIn({ email: 'ana@example.com', password: 'x' })
  t.same(hint.value, user)
  const api = createApi(send, session)
  await t.rejects(api.get('/api/chats'), { name: 'ApiError', message: 'Request failed' })
  t.match(session.state(), { status: 'expired', user: { id: '7' } })
  t.equal(session.token(), null)
  t.equal(hint.value, null)
  await t.rejects(api.get('/api/chats'), 'without asking for a token again')
})

t.test('a server that cannot be reached does not end the session', async (t) => {
  const session = new Session(createSend('http://127.0.0.1:9'), remembered())
  await t.rejects(session.refresh(), { code: 'network' })
  t.equal(session.state().status, 'starting')
  await session.resume()
  t.equal(session.state().status, 'starting', 'and is asked again later')
  await session.signOut()
})

t.test('who is remembered is here at once, until the server says otherwise', async (t) => {
  const { send } = await serve(t, () => ({ status: 401, body: { code: 'unauthorized' } }))
  const hint = remembered(user)
  const session = new Session(send, hint)
  const resumed = session.resume()
  t.match(session.state(), { status: 'in', user })
  t.equal(session.token(), null)
  await resumed
  t.strictSame(session.state(), { status: 'out', user: null }, 'and leaves nothing of them')
  t.equal(hint.value, null)
})

t.test('who is remembered works on while the server is away', async (t) => {
  const session = new Session(createSend('http://127.0.0.1:9'), remembered(user))
  await session.resume()
  t.match(session.state(), { status: 'in', user })
  await session.signOut()
})

t.test('a server that knows the person as they were changes nothing', async (t) => {
  const { send } = await serve(t, ({ url }) =>
    url === '/api/auth/logout' ? { status: 204 } : sessionAnswer('a'),
  )
  const session = new Session(send, remembered(user))
  const states: string[] = []
  session.subscribe(() => states.push(session.state().status))
  await session.resume()
  t.equal(session.token(), 'a')
  t.strictSame(states, ['in'])
  await session.signOut()
})

t.test('a browser that was never signed in asks for nothing', async (t) => {
  const { send, asked } = await serve(t, () => ({ status: 500 }))
  const session = new Session(send, remembered(null))
  await session.resume()
  t.equal(session.state().status, 'out')
  t.strictSame(asked, [])
})

t.test('signing out is final, and tells those who listen', async (t) => {
  const { send, asked } = await serve(t, ({ url }) =>
    url === '/api/auth/logout' ? { status: 204 } : sessionAnswer('a'),
  )
  const session = new Session(send, remembered())
  const states: string[] = []
  const tokens: string[] = []
  session.subscribe(() => states.push(session.state().status))
  session.onToken((token) => tokens.push(token))
  await session.resume()
  session.updateUser({ ...user, name: 'Ana B' })
  t.equal(session.state().user?.name, 'Ana B')
  await session.signOut()
  t.strictSame(states, ['in', 'in', 'out'])
  t.strictSame(tokens, ['a'])
  t.ok(asked.includes('POST /api/auth/logout'))
})

t.test('a refusal carries its code, its fields and its request', async (t) => {
  const problem = {
    type: 'about:blank',
    title: 'Invalid',
    status: 422,
    code: 'invalid',
    detail: 'Check the form',
    errors: [{ pointer: '/email', message: 'is taken' }],
    requestId: 'r1',
  }
  const { send } = await serve(t, () => ({ status: 422, body: problem }))
  const error = (await send('POST', '/api/x', { body: {} }).catch((e: unknown) => e)) as ApiError
  t.match(error, {
    status: 422,
    code: 'invalid',
    message: 'Check the form',
    requestId: 'r1',
    fields: { '/email': 'is taken' },
  })
  t.notOk(isNetworkError(error))
})

t.test('an answer that is no JSON is still an error with its status', async (t) => {
  const { send } = await serve(t, () => ({ status: 502, body: undefined }))
  const error = await send('GET', '/api/x').catch((e: unknown) => e)
  t.match(error, { status: 502, code: 'http_502' })
  t.ok(isNetworkError(error), 'a proxy without a server behind it')
})

t.test('a cancelled request is not a network error', async (t) => {
  const controller = new AbortController()
  controller.abort()
  const send = createSend('http://127.0.0.1:9')
  const error = await send('GET', '/x', { signal: controller.signal }).catch((e: unknown) => e)
  t.notOk(error instanceof ApiError)
})

t.test('empty values are left out of a query', async (t) => {
  t.equal(queryString({ a: 1, b: '', c: null, d: undefined, e: false }), '?a=1&e=false')
  t.equal(queryString({}), '')
})
