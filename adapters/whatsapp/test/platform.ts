/** The running simulator in this process, with its first number connected. */
import type { MetaApp } from '@parley/adapter-meta'
import type { Http, Platform } from '@parley/core/adapter'

import { channel } from '../src/index.ts'

export const baseUrl = 'http://simulator.test/simulator'
const webhookUrl = 'http://127.0.0.1:9/api/webhooks/meta'

export async function start(t: { teardown(work: () => unknown): void }) {
  const host = { baseUrl, webhookUrl, appSecret: 'app-secret', verifyToken: 'verify' }
  const platform = await channel.simulator.platform!.start(host)
  t.teardown(() => platform.close())
  const http = httpTo(platform)
  const signal = new AbortController().signal
  const call = { app: platform.app as MetaApp, http, signal, webhookUrl }
  const ready = platform.connections.find((each) => each.channel === 'whatsapp')!
  const connection = {
    id: '1',
    externalId: ready.externalId,
    name: ready.name,
    config: ready.config as { phoneNumberId: string; businessAccountId: string },
    secrets: ready.secrets as { accessToken: string },
  }
  return { call, connection, control: controlOf(platform), http }
}

function httpTo(platform: Platform): Http {
  return async (url, init = {}) => {
    const { method = 'GET', headers, body } = init
    const request = new Request(url, { method, ...(headers && { headers }), ...(body && { body }) })
    const answer = await platform.handle({
      method,
      url: new URL(url),
      headers: Object.fromEntries(request.headers),
      body: new Uint8Array(await request.arrayBuffer()),
    })
    const payload = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body)
    return new Response(payload, {
      status: answer.status,
      ...(answer.headers && { headers: answer.headers }),
    })
  }
}

function controlOf(platform: Platform) {
  const http = httpTo(platform)
  return async (name: string, body?: object): Promise<Record<string, unknown>> => {
    const json = body && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }
    const answer = await http(`${baseUrl}/control/${name}`, json)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${name}: ${text}`)
    return JSON.parse(text) as Record<string, unknown>
  }
}
