/** The simulated platform on a server of its own. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// all three belong to the platform; whichever starts it brings the others along
import { channel as instagram } from '@parley/adapter-instagram'
import { channel as messenger } from '@parley/adapter-messenger'
import { channel as whatsapp } from '@parley/adapter-whatsapp'
import type { Json, Platform } from '@parley/core/adapter'

export interface Serving {
  readonly port: number
  readonly host: string
  readonly webhookUrl: string
  readonly appSecret: string
  readonly verifyToken: string
  readonly stateFile?: string
}
export interface Served {
  readonly url: string
  readonly platform: Platform
  /** What somebody needs to know to point a program at it. */
  readonly introduction: string
  close(): Promise<void>
}

export async function serve(options: Serving): Promise<Served> {
  const server = createServer()
  await listen(server, options)
  const url = `http://${options.host}:${(server.address() as AddressInfo).port}`
  const [shared] = [messenger, instagram, whatsapp].map(({ simulator }) => simulator.platform)
  if (!shared) throw new Error('the channels bring no platform')
  const { webhookUrl, appSecret, verifyToken, stateFile } = options
  const platform = await shared.start({
    baseUrl: url,
    webhookUrl,
    appSecret,
    verifyToken,
    ...(stateFile && storeIn(stateFile)),
  })
  server.on('request', (request, response) => void answer(platform, request, response))
  return {
    url,
    platform,
    introduction: introduce(url, platform, options),
    async close() {
      await platform.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(server: Server, { port, host }: Serving): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
}

const maxBytes = 128 * 1024 * 1024

async function answer(
  platform: Platform,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await bodyOf(request)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    )
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
    const answered = await platform.handle({ method: request.method ?? 'GET', url, headers, body })
    if (answered.status === 0) request.socket.destroy()
    else response.writeHead(answered.status, answered.headers).end(answered.body)
  } catch (error) {
    console.error(error)
    response.writeHead(500).end()
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw new Error(`a request of more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function storeIn(file: string): {
  load(): Promise<Json | undefined>
  save(state: Json): Promise<void>
} {
  return {
    async load() {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return text === undefined ? undefined : (JSON.parse(text) as Json)
    },
    async save(state) {
      await writeFile(`${file}.new`, JSON.stringify(state))
      await rename(`${file}.new`, file)
    },
  }
}

function introduce(url: string, platform: Platform, options: Serving): string {
  const app = platform.app as Record<string, string>
  const accounts = platform.connections.map(({ channel, externalId, secrets }) => {
    const { accessToken } = secrets as { accessToken: string }
    return `  ${channel.padEnd(10)} ${externalId}  token ${accessToken}`
  })
  return [
    `The customer's phone   ${url}/`,
    `Graph API              ${app['graphUrl']}/v26.0/…   in place of graph.facebook.com and graph.instagram.com`,
    `Login pages            ${url}/dialog/oauth, ${url}/oauth/authorize`,
    `Webhooks               to ${options.webhookUrl}, signed with ${options.appSecret}`,
    `App                    ${app['appId']} (Instagram: ${app['instagramAppId']}), verify token ${options.verifyToken}`,
    'Accounts',
    ...accounts,
  ].join('\n')
}
