/** The limit that ingest is measured against: a bare Fastify route that checks the HMAC and parses, and stores nothing. */
import { createHmac, timingSafeEqual } from 'node:crypto'

import { fastify } from 'fastify'

const [port = '0', secret = ''] = process.argv.slice(2)
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.post('/api/webhooks/meta', async (request, reply) => {
  const body = request.body as Buffer
  const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex')
  const expected = createHmac('sha256', secret).update(body).digest()
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return reply.code(401).send()
  JSON.parse(body.toString())
  return 'ok'
})
await app.listen({ port: Number(port), host: '127.0.0.1' })
process.stdout.write('ready\n')
