import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import t from 'tap'

import { sendLoad } from '../simulate/load.ts'
import { serve } from '../simulate/serve.ts'

const secret = 'an-app-secret-of-nobody'

async function startSink(
  t: { teardown(end: () => unknown): void },
  statusOf: (count: number) => number,
) {
  const bodies: { text: string; signature: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const signature = String(request.headers['x-hub-signature-256'])
      bodies.push({ text: Buffer.concat(chunks).toString(), signature })
      response.writeHead(statusOf(bodies.length)).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook` }
}

async function served(
  t: { teardown(end: () => unknown): void },
  webhookUrl = 'http://127.0.0.1:9',
) {
  const running = await serve({
    port: 0,
    host: '127.0.0.1',
    webhookUrl,
    appSecret: secret,
    verifyToken: 'token',
  })
  t.teardown(() => running.close())
  return running
}

async function post(url: string, body: object, token?: string): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  return response.json()
}

t.test('the platform runs alone: a customer writes, the API answers them', async (t) => {
  const sink = await startSink(t, () => 200)
  const { url, platform, introduction } = await served(t, sink.url)
  t.match(introduction, `${url}/graph/v26.0/`)
  const written = await post(`${url}/control/acts`, {
    account: '102030405060701',
    person: 'p1',
    kind: 'text',
    text: 'Hello',
  })
  await post(`${url}/control/settle`, {})
  t.match(sink.bodies[0]?.text, 'Hello')
  const connection = platform.connections.find(({ channel }) => channel === 'messenger')
  const { accessToken } = connection!.secrets as { accessToken: string }
  const sent = await post(
    `${url}/graph/v26.0/102030405060701/messages`,
    { recipient: { id: written.identity }, message: { text: 'Hi' } },
    accessToken,
  )
  t.equal(sent.recipient_id, written.identity)
})

t.test('a lost answer is a cut connection', async (t) => {
  const { url, platform } = await served(t)
  await post(`${url}/control/faults`, { kind: 'lost_answer' })
  const { identity } = await post(`${url}/control/acts`, {
    account: '109876543210001',
    person: 'p1',
    kind: 'text',
    text: 'Hi',
  })
  const connection = platform.connections.find(({ channel }) => channel === 'whatsapp')
  const { accessToken } = connection!.secrets as { accessToken: string }
  const body = { messaging_product: 'whatsapp', to: identity, text: { body: 'x' } }
  await t.rejects(post(`${url}/graph/v26.0/109876543210001/messages`, body, accessToken), {
    message: 'fetch failed',
  })
})

t.test('load is signed, spread over the channels, and counted', async (t) => {
  const sink = await startSink(t, () => 200)
  const load = { url: sink.url, secret, rate: 200, seconds: 0.15, batch: 3, people: 5 }
  t.equal(await sendLoad(load), 0)
  t.equal(sink.bodies.length, 30)
  const ids = new Set<string>()
  const objects = new Set<string>()
  for (const { text, signature } of sink.bodies) {
    t.equal(signature, `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`)
    const { object, entry } = JSON.parse(text)
    t.equal(entry.length, 3)
    objects.add(object)
    for (const [id] of text.matchAll(/load\.\w+\.\d+/g)) ids.add(id)
  }
  t.equal(ids.size, 90, 'no message twice')
  t.same([...objects].sort(), ['instagram', 'page', 'whatsapp_business_account'])
})

t.test('an answer that is not 200 is a failed run', async (t) => {
  const sink = await startSink(t, (count) => (count === 2 ? 503 : 200))
  const load = { url: sink.url, secret, rate: 100, seconds: 0.05, batch: 1, people: 5 }
  t.equal(await sendLoad(load), 1)
})

t.test('the secret of a server’s own simulator is found by asking it', async (t) => {
  const { url } = await served(t)
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    if (request.url !== '/simulator/control/app') return response.writeHead(200).end()
    return void fetch(`${url}/control/app`)
      .then((answer) => answer.text())
      .then((text) => response.end(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhooks/meta`
  const load = { rate: 50, seconds: 0.1, batch: 1, people: 1, secret: undefined }
  t.equal(await sendLoad({ ...load, url: webhook }), 0)
  const paths = seen.splice(0)
  t.equal(await sendLoad({ ...load, url: new URL(webhook).origin }), 0, 'the server alone')
  t.same(seen, paths, 'its webhook is meant')
  t.equal(await sendLoad({ ...load, url: 'http://127.0.0.1:9/none' }), 64)
})

t.test('a wrong option is named, and nothing is started', async (t) => {
  const script = join(import.meta.dirname, '../simulate.ts')
  for (const [option, says] of [
    [['--colour', 'red'], /colour/],
    [['--rate', 'many'], /--rate must be a number/],
    [['--rate', '1', '--url', 'here'], /--url must be an address/],
  ] as const) {
    const { code, text } = await new Promise<{ code: unknown; text: string }>((resolve) => {
      execFile(process.execPath, [script, ...option], (error, _out, text) =>
        resolve({ code: error?.code, text }),
      )
    })
    t.equal(code, 64)
    t.match(text, says)
  }
})
