/** The site as strangers see it: name, certificate, headers, origins, limits of a body, the socket. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect as connectTls, type PeerCertificate } from 'node:tls'

import { failed, type Finding, passed, type Patient, unchecked, verdict } from './finding.ts'
import { type Answer, ask, reasonOf } from './http.ts'

const day = 86_400_000

export async function checkSite({ config }: Patient): Promise<Finding[]> {
  const url = new URL(config.frontendUrl)
  const name = await lookup(url.hostname).catch(reasonOf)
  if (typeof name === 'string')
    return [
      failed(
        'domain.name',
        `${url.hostname} does not resolve: ${name}`,
        'point an A or AAAA record of FRONTEND_URL’s host at this machine',
      ),
    ]
  const findings = [passed('domain.name', `${url.hostname} is ${name.address}`)]
  const health = await ask(new URL('/health', url)).catch(reasonOf)
  if (typeof health === 'string')
    return [
      ...findings,
      failed(
        'domain.reachable',
        `${url.host} does not answer: ${health}`,
        'start nginx, and open ports 80 and 443 in the firewall',
      ),
    ]
  findings.push(
    verdict('domain.reachable', health.status === 200 && /"checks"/.test(health.body), {
      found: `${url.origin}/health answers ${health.status}`,
      fix: 'let the proxy pass every path to Parley; 502 and 503 mean that the backend is away',
    }),
  )
  const checks = [
    checkRedirect,
    checkCertificate,
    checkProtocols,
    checkHeaders,
    checkOrigins,
    checkUploads,
    checkSocket,
    checkHidden,
  ]
  for (const check of checks)
    findings.push(
      ...(await check(url, config).catch((error: unknown) => [
        unchecked(
          check.name,
          `${url.origin}: ${reasonOf(error)}`,
          'the site stopped answering in between',
        ),
      ])),
    )
  return findings
}

type Config = Patient['config']

async function checkRedirect(url: URL): Promise<Finding[]> {
  const http = new URL(url)
  http.protocol = 'http:'
  const { status, all } = await ask(new URL('/', http)).catch((): Answer => ({
    status: 0,
    body: '',
    all: () => [],
  }))
  const target = all('location')[0] ?? ''
  return [
    verdict('tls.redirect', [301, 308].includes(status) && target.startsWith('https:'), {
      found: status === 0 ? 'port 80 does not answer' : `port 80 answers ${status} ${target}`,
      fix: 'redirect port 80 to https: who types the bare name must not end in plain text',
    }),
  ]
}

async function checkCertificate(url: URL): Promise<Finding[]> {
  if (url.protocol !== 'https:')
    return [
      failed(
        'tls.certificate',
        `${url.origin} is not https`,
        'put nginx with a certificate in front, and set FRONTEND_URL to https',
      ),
    ]
  const { trust, certificate } = await shakeHands(url)
  const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / day)
  return [
    verdict('tls.certificate', trust === undefined, {
      found: trust
        ? `the certificate is not trusted: ${trust}`
        : `the certificate is trusted, of ${String(certificate.issuer.O ?? certificate.issuer.CN)}`,
      fix: 'put a certificate of a public authority with its whole chain for this host into nginx/ssl/cert.pem: Meta and browsers refuse this one',
    }),
    verdict('tls.expiry', days > 21, {
      found: `the certificate ends in ${days} days`,
      fix: 'renew it, and look at why the renewal did not run by itself',
    }),
  ]
}

function shakeHands(
  url: URL,
): Promise<{ trust: string | undefined; certificate: PeerCertificate }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: url.hostname,
      port: Number(url.port || 443),
      ...(isIP(url.hostname) === 0 && { servername: url.hostname }),
      rejectUnauthorized: false,
      timeout: 8000,
    })
    socket.once('secureConnect', () => {
      const error = socket.authorizationError as unknown
      resolve({
        trust: error ? reasonOf(error) : undefined,
        certificate: socket.getPeerCertificate(),
      })
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('no TLS within 8 s')))
    socket.once('error', reject)
  })
}

async function checkProtocols(url: URL): Promise<Finding[]> {
  if (url.protocol !== 'https:') return []
  const isOldRefused = await new Promise<boolean>((resolve) => {
    const socket = connectTls({
      host: url.hostname,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    socket.once('secureConnect', () => resolve(false))
    socket.once('error', () => resolve(true))
    socket.setTimeout(8000, () => resolve(true))
  }).finally(() => undefined)
  return [
    verdict('tls.protocols', isOldRefused, {
      found: isOldRefused ? 'TLS 1.0 and 1.1 are refused' : 'TLS 1.0 or 1.1 is accepted',
      fix: 'set ssl_protocols TLSv1.2 TLSv1.3 in nginx/snippets/tls.conf',
    }),
  ]
}

const expected: Record<string, RegExp> = {
  'strict-transport-security': /max-age=(\d{8,})/,
  'content-security-policy': /default-src 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'x-frame-options': /^(deny|sameorigin)$/i,
}

async function checkHeaders(url: URL): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const path of ['/', '/api/setup']) {
    const { all } = await ask(new URL(path, url))
    for (const [name, pattern] of Object.entries(expected)) {
      const values = all(name)
      if (values.length === 1 && pattern.test(values[0]!)) continue
      const found =
        values.length === 0
          ? 'is missing'
          : values.length > 1
            ? `comes ${values.length} times`
            : `is ${values[0]}`
      findings.push(
        failed(
          'headers',
          `${name} ${found} at ${path}`,
          'let Parley set it and the proxy pass it on once; only HSTS is the proxy’s, as in nginx/',
        ),
      )
    }
  }
  return findings.length > 0
    ? findings
    : [passed('headers', 'HSTS, CSP and the others come once each')]
}

async function checkOrigins(url: URL): Promise<Finding[]> {
  async function allowedFor(origin: string): Promise<string[]> {
    const headers = { origin, 'access-control-request-method': 'POST' }
    return (await ask(new URL('/api/chats', url), { method: 'OPTIONS', headers })).all(
      'access-control-allow-origin',
    )
  }
  const [own, strange] = [
    await allowedFor(url.origin),
    await allowedFor('https://stranger.example'),
  ]
  return [
    verdict(
      'cors',
      own.join() === url.origin &&
        !strange.some((each) => each === '*' || each.includes('stranger')),
      {
        found: `the inbox’s origin gets ${own.join() || 'nothing'}, another ${strange.join() || 'nothing'}`,
        fix: 'set FRONTEND_URL to the address in the browser, and let no proxy add Access-Control headers',
      },
    ),
  ]
}

// A proxy refuses the announced length before it reads a byte; one that waits for the rest has taken it.
async function checkUploads(url: URL, config: Config): Promise<Finding[]> {
  const headers = {
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': String(config.maxFileSize + 1024),
    connection: 'close',
  }
  const isRefused = await ask(new URL('/api/uploads', url), {
    method: 'POST',
    headers,
    timeoutMs: 1500,
  }).then(
    ({ status }) => status === 413,
    () => false,
  )
  return [
    verdict('uploads.limit', !isRefused, {
      found: isRefused
        ? 'the proxy refuses an upload of MAX_FILE_SIZE'
        : 'the proxy passes uploads of MAX_FILE_SIZE on',
      fix: 'raise UPLOAD_LIMIT in .env above MAX_FILE_SIZE, and restart nginx',
    }),
  ]
}

async function checkSocket(url: URL): Promise<Finding[]> {
  async function upgrade(origin: string): Promise<number> {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      origin,
      'sec-websocket-version': '13',
      'sec-websocket-key': 'cGFybGV5IGRvY3RvciEhIQ==',
    }
    return (await ask(new URL('/api/realtime', url), { headers })).status
  }
  const [own, strange] = [await upgrade(url.origin), await upgrade('https://stranger.example')]
  return [
    verdict('websocket', own === 101, {
      found: `the socket answers ${own}`,
      fix: 'let the proxy pass Upgrade and Connection on for /api/realtime, as nginx/templates does',
    }),
    verdict('websocket.origin', strange !== 101, {
      found: `the socket answers ${strange} to another site`,
      fix: 'let the proxy pass Origin on unchanged',
    }),
  ]
}

async function checkHidden(url: URL): Promise<Finding[]> {
  const [metrics, simulator, setup] = await Promise.all(
    ['/metrics', '/simulator', '/api/setup'].map((path) => ask(new URL(path, url))),
  )
  return [
    verdict('metrics.hidden', metrics!.status !== 200, {
      found: `/metrics answers ${metrics!.status} to strangers`,
      fix: 'keep /metrics from the outside, as nginx/templates does',
    }),
    verdict('simulator.off', simulator!.status !== 200 || !/simulator/i.test(simulator!.body), {
      found:
        simulator!.status === 200 && /simulator/i.test(simulator!.body)
          ? 'the simulator is open to everybody'
          : 'there is no simulator',
      fix: 'set NODE_ENV=production',
    }),
    verdict('users.first', !/"needsFirstUser":true/.test(setup!.body), {
      found: /"needsFirstUser":true/.test(setup!.body)
        ? 'nobody has an account yet'
        : 'there is an admin',
      fix: 'open the inbox and register now: the first person to come becomes the admin',
    }),
  ]
}
