/** A proxy that ends TLS, as an operator may have built it: right, or wrong in one way. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Faults {
  withoutHsts?: boolean
  withSecondPolicy?: boolean
  withOpenOrigins?: boolean
  bodyLimit?: number
  withoutUpgrade?: boolean
  withoutOrigin?: boolean
  withoutForwarded?: boolean
  isBackendAway?: boolean
  withoutQuery?: boolean
  withoutPost?: boolean
  /** Requests that it lets through before it turns away. */
  limit?: number
}
export interface Proxy {
  readonly origin: string
  readonly certificate: string
  faults: Faults
  /** Takes another certificate, or old protocols, from the next connection on. */
  useTls(change: { days?: number; minVersion?: 'TLSv1' }): void
  close(): Promise<void>
}

const address = '127.0.0.2'

export async function startProxy(backendPort: number): Promise<Proxy> {
  const first = certify(60)
  const proxy: { faults: Faults } = { faults: {} }
  const server: Server = createServer(first, (request, response) => forward(request, response))
  server.on('upgrade', upgrade)
  await new Promise<void>((resolve) => {
    server.listen(0, address, resolve)
  })

  function forward(request: IncomingMessage, response: ServerResponse): void {
    const { faults } = proxy
    if (faults.limit !== undefined && faults.limit-- <= 0) return void response.writeHead(503).end()
    if (faults.isBackendAway || (faults.withoutPost && request.method === 'POST'))
      return void response.writeHead(502).end()
    if (Number(request.headers['content-length'] ?? 0) > (faults.bodyLimit ?? Infinity))
      return void response.writeHead(413, { connection: 'close' }).end()
    const onward = ask(optionsOf(request), (answer) => {
      response.writeHead(answer.statusCode!, headersOf(answer))
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }

  function optionsOf(request: IncomingMessage) {
    const { faults } = proxy
    const headers = { ...request.headers }
    if (!faults.withoutForwarded)
      Object.assign(headers, {
        'x-forwarded-for': request.socket.remoteAddress,
        'x-forwarded-proto': 'https',
      })
    if (faults.withoutOrigin) delete headers['origin']
    if (faults.withoutUpgrade) delete headers['upgrade']
    const path = faults.withoutQuery ? request.url!.split('?')[0]! : request.url!
    return { host: '127.0.0.1', port: backendPort, method: request.method!, path, headers }
  }

  function headersOf(answer: IncomingMessage): string[] {
    const { faults } = proxy
    return [
      ...answer.rawHeaders,
      ...(faults.withoutHsts ? [] : ['Strict-Transport-Security', 'max-age=31536000']),
      ...(faults.withSecondPolicy ? ['Content-Security-Policy', "default-src 'self'"] : []),
      ...(faults.withOpenOrigins ? ['Access-Control-Allow-Origin', '*'] : []),
    ]
  }

  function upgrade(request: IncomingMessage, socket: Socket): void {
    const onward = ask(optionsOf(request))
    onward.on('upgrade', (answer, far) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${pairs(answer.rawHeaders)}\r\n\r\n`)
      far.pipe(socket).pipe(far)
      for (const end of [far, socket]) end.on('error', () => end.destroy())
    })
    onward.on('response', (answer) =>
      socket.end(`HTTP/1.1 ${answer.statusCode} -\r\nConnection: close\r\n\r\n`),
    )
    onward.on('error', () => socket.destroy())
    onward.end()
  }

  return Object.assign(proxy, {
    origin: `https://${address}:${(server.address() as AddressInfo).port}`,
    certificate: first.cert,
    useTls: ({ days, minVersion }: { days?: number; minVersion?: 'TLSv1' }) =>
      server.setSecureContext({
        ...(days === undefined ? first : certify(days)),
        ...(minVersion && { minVersion, ciphers: 'ALL:@SECLEVEL=0' }),
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  })
}

function pairs(raw: readonly string[]): string {
  return raw.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${raw[i + 1]}`] : [])).join('\r\n')
}

function certify(days: number): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-tls-'))
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')] as const
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    String(days),
  ]
  execFileSync(
    'openssl',
    [
      ...request,
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      `/CN=${address}`,
      '-addext',
      `subjectAltName=IP:${address}`,
    ],
    { stdio: 'ignore' },
  )
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}
