/** Webhooks that never end, and too many of them. */
import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'

import { fastify } from 'fastify'
import t from 'tap'

import { capWebhooks } from '../src/webhook-cap.ts'

t.test(
  'webhooks beyond the cap are told to come again; one that does not arrive makes room',
  async (t) => {
    const app = fastify()
    capWebhooks(app, { atOnce: 2, timeoutMs: 100 })
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post('/', async () => 'ok')
    await app.listen({ port: 0, host: '127.0.0.1' })
    t.teardown(() => app.close())
    const { port } = app.server.address() as AddressInfo
    const slow = [await startPost(port), await startPost(port)]
    const post = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' })
    const refused = await post()
    t.match([refused.status, refused.headers.get('retry-after')], [503, '5'])
    await Promise.all(slow.map((socket) => once(socket, 'close')))
    t.equal((await post()).status, 200)
  },
)

/** Sends the head of a request and one byte of ten. */
async function startPost(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n1',
  )
  socket.resume()
  return socket
}
