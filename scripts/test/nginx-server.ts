/** The shipped nginx configuration in a real nginx, with other ports and places, in front of a server that echoes. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type Server } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Proxied {
  readonly http: string
  readonly https: string
  /** What the backend heard since, as `GET /path`. */
  readonly heard: { method: string; url: string; headers: NodeJS.Dict<string | string[]> }[]
  /** How the backend answers: with a status, by hanging up, or not at all. */
  answer: number | 'hang up' | 'say nothing'
  refusedLog(): string
  accessLog(): string
  reload(): void
  stop(): Promise<void>
}

/** Undefined where no nginx is on the machine. */
export async function startNginx(): Promise<Proxied | undefined> {
  if (!isThere()) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'parley-nginx-'))
  const backend = await startBackend()
  const [http, https] = [await freePort(), await freePort()]
  const config = configure(folder, {
    http,
    https,
    backend: (backend.server.address() as AddressInfo).port,
  })
  const child = spawn('nginx', ['-p', folder, '-c', config, '-g', 'daemon off;'], {
    stdio: 'ignore',
  })
  await untilOpen(http, child)
  return Object.assign(backend.state, {
    http: `http://127.0.0.1:${http}`,
    https: `https://127.0.0.1:${https}`,
    refusedLog: () => readFileSync(join(folder, 'refused.log'), 'utf8'),
    accessLog: () => readFileSync(join(folder, 'access.log'), 'utf8'),
    reload: () => child.kill('SIGHUP'),
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
      backend.server.closeAllConnections()
      backend.server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  })
}

/** Only what depends on the place is replaced; a rule that is not found any more is an error. */
function configure(
  folder: string,
  ports: { http: number; https: number; backend: number },
): string {
  cpSync(join(root, 'nginx'), folder, { recursive: true })
  for (const part of ['cache', 'conf.d', 'ssl']) mkdirSync(join(folder, part), { recursive: true })
  certify(join(folder, 'ssl'))
  rewrite(join(folder, 'nginx.conf'), [
    ['user nginx;', 'user root;'],
    ['/run/nginx.pid', join(folder, 'nginx.pid')],
    ['error_log /dev/stderr crit', `error_log ${join(folder, 'error.log')} crit`],
    ['access_log /dev/stdout access', `access_log ${join(folder, 'access.log')} access`],
    ['/var/log/parley/refused.log', join(folder, 'refused.log')],
    ['/var/cache/nginx/', `${join(folder, 'cache')}/`],
    ['resolver 127.0.0.11', 'resolver 127.0.0.1'],
    ['/etc/nginx/conf.d/*.conf', join(folder, 'conf.d/*.conf')],
  ])
  const template = readFileSync(join(folder, 'templates/parley.conf.template'), 'utf8')
  const place = join(folder, 'conf.d/parley.conf')
  writeFileSync(
    place,
    template.replaceAll('${SERVER_NAME}', 'chat.shop.example').replaceAll('${UPLOAD_LIMIT}', '6m'),
  )
  rewrite(place, [
    ['listen 80', `listen 127.0.0.1:${ports.http}`],
    ['listen 443', `listen 127.0.0.1:${ports.https}`],
    ['http://backend:3001', `http://127.0.0.1:${ports.backend}`],
    ['http://frontend:3001', `http://127.0.0.1:${ports.backend}`],
  ])
  rewrite(join(folder, 'snippets/plain.conf'), [
    ['http://backend:3001', `http://127.0.0.1:${ports.backend}`],
  ])
  return join(folder, 'nginx.conf')
}

function rewrite(file: string, changes: readonly (readonly [string, string])[]): void {
  let text = readFileSync(file, 'utf8')
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
    text = text.replaceAll(from, to)
  }
  writeFileSync(file, text)
}

function certify(folder: string): void {
  const subject = [
    '-subj',
    '/CN=chat.shop.example',
    '-addext',
    'subjectAltName=DNS:chat.shop.example',
  ]
  const options = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ]
  execFileSync(
    'openssl',
    [...options, '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), ...subject],
    { stdio: 'ignore' },
  )
  execFileSync(
    'openssl',
    [
      'genpkey',
      '-genparam',
      '-algorithm',
      'DH',
      '-pkeyopt',
      'group:ffdhe2048',
      '-out',
      join(folder, 'dhparam.pem'),
    ],
    { stdio: 'ignore' },
  )
}

async function startBackend() {
  const state: Pick<Proxied, 'heard' | 'answer'> = { heard: [], answer: 200 }
  const server: Server = createHttp((request, response) => {
    state.heard.push({ method: request.method!, url: request.url!, headers: request.headers })
    if (state.answer === 'say nothing') return undefined
    if (state.answer === 'hang up') return void request.socket.destroy()
    request.resume().on('end', () => {
      const headers = {
        'content-type': 'application/json',
        'content-security-policy': "default-src 'self'",
        'strict-transport-security': 'max-age=1',
      }
      response
        .writeHead(state.answer as number, headers)
        .end(JSON.stringify({ text: 'x'.repeat(4000) }))
    })
  })
  server.on('upgrade', (request, socket) => {
    state.heard.push({ method: 'UPGRADE', url: request.url!, headers: request.headers })
    socket.end(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, state }
}

async function untilOpen(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const isOpen = await fetch(`http://127.0.0.1:${port}/nginx`).then(
      () => true,
      () => false,
    )
    if (isOpen) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('nginx does not start with this configuration')
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  return port
}

function isThere(): boolean {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
