/** Calls to other machines, guarded: an address inside is never reached, a redirect never followed, an encoded answer never inflated. */
import { lookup, type LookupAddress } from 'node:dns'
import { Agent as PlainAgent, type IncomingMessage, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import { isIP, type LookupFunction, type Socket } from 'node:net'
import { Readable, Transform } from 'node:stream'

import type { Http } from './adapter.ts'
import { isPublicAddress } from './public-address.ts'

export interface GuardOptions {
  /** Only these hosts; a leading dot matches every name below. Absent: any public host. */
  allowHosts?: readonly string[]
  /** Origins that the operator named (a simulator, a replaced platform URL): any address, plain http too. */
  allowPrivate?: readonly string[]
  /** For the whole exchange, the body included. */
  timeoutMs?: number
  /** An answer larger than this breaks off. */
  maxBytes?: number
  /** How a name becomes addresses; the system's way by default. */
  lookup?: LookupAll
}

export type LookupAll = (
  host: string,
  options: { all: true },
  done: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

export class ForbiddenAddressError extends Error {
  override name = 'ForbiddenAddressError'
  readonly code = 'ERR_FORBIDDEN_ADDRESS'
}
export class UnusableAnswerError extends Error {
  override name = 'UnusableAnswerError'
  readonly code: 'ERR_TOO_LARGE' | 'ERR_ENCODED_ANSWER'

  constructor(code: UnusableAnswerError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** An `Http` for adapters and downloads. What it throws never holds a header or a query string. */
export function guardedHttp(options: GuardOptions = {}): Http {
  const { timeoutMs = 30_000, maxBytes = Infinity } = options
  const agents = agentsOf(options.lookup ?? lookup)
  return async (url, init = {}) => {
    const target = permit(url, options)
    const limit = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
    const answer = await exchange(target, { ...init, signal }, agents)
    return responseOf(answer, { maxBytes, signal })
  }
}

/** The origins that an adapter's app-wide settings name: whoever sets them runs this server. */
export function trustedOrigins(app: Readonly<Record<string, unknown>>): string[] {
  return Object.values(app).flatMap((value) => {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
    return url && /^https?:$/.test(url.protocol) ? [url.origin] : []
  })
}

interface Target {
  url: URL
  isTrusted: boolean
}

/** The URL as it will be called; throws where it leads somewhere that we never call. */
function permit(text: string, options: GuardOptions): Target {
  // the parser drops tabs and line ends and turns a backslash into a slash: what is checked must be what was written
  const isPlain = text.length <= 4096 && !/[\p{Cc}\s\\]/u.test(text) && URL.canParse(text)
  if (!isPlain) throw new ForbiddenAddressError('not an address that can be called')
  const url = new URL(text)
  if (url.username || url.password) throw new ForbiddenAddressError('the address holds a password')
  if (options.allowPrivate?.includes(url.origin)) return { url, isTrusted: true }
  const fault = faultOf(url, options.allowHosts)
  if (fault) throw new ForbiddenAddressError(fault)
  return { url, isTrusted: false }
}

function faultOf(url: URL, allowHosts: readonly string[] | undefined): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' || url.port !== '') return 'only https on its own port is called'
  if (allowHosts && !allowHosts.some((allowed) => isBelow(host, allowed)))
    return 'the host is not one of this platform'
  // a literal never reaches the lookup
  const isReachable = isIP(host) > 0 ? isPublicAddress(host) : /[^.]\.[^.]+$/.test(host)
  return isReachable ? undefined : 'the address is not public'
}

function isBelow(host: string, allowed: string): boolean {
  return allowed.startsWith('.') ? host.endsWith(allowed) : host === allowed
}

interface Agents {
  secure: SecureAgent
  plain: PlainAgent
  trusted: SecureAgent
}
// an idle connection is given up before the platform closes it: a request sent into a closing one has no certain end
const idle = { keepAlive: true, timeout: 4000, maxSockets: 256 }

function agentsOf(lookupAll: LookupAll): Agents {
  return {
    secure: new SecureAgent({ ...idle, lookup: checkedLookup(lookupAll) }),
    trusted: new SecureAgent(idle),
    plain: new PlainAgent(idle),
  }
}

/** Every address of the name must be public, and exactly these are connected to: no second look that could answer otherwise. */
export function checkedLookup(lookupAll: LookupAll): LookupFunction {
  return (host, options, done) =>
    lookupAll(host, { all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error) done(error, [])
      else if (!first || !addresses.every(({ address }) => isPublicAddress(address)))
        done(new ForbiddenAddressError('the name leads to an address that is not public'), [])
      else if (options.all) done(null, addresses)
      else done(null, first.address, first.family)
    })
}

type Init = NonNullable<Parameters<Http>[1]>

async function exchange(
  { url, isTrusted }: Target,
  init: Init & { signal: AbortSignal },
  agents: Agents,
): Promise<IncomingMessage> {
  const { signal, method = 'GET' } = init
  // the encoding of forms, strings and bytes is the platform's own
  const encoded = new Request(url, {
    method,
    ...(init.headers && { headers: init.headers }),
    ...(init.body && { body: init.body }),
  })
  const body = encoded.body ? Buffer.from(await encoded.arrayBuffer()) : undefined
  const headers = {
    'user-agent': 'Parley',
    accept: '*/*',
    ...Object.fromEntries(encoded.headers),
    'accept-encoding': 'identity',
    ...(body && { 'content-length': String(body.length) }),
  }
  const isSecure = url.protocol === 'https:'
  const agent = isSecure ? (isTrusted ? agents.trusted : agents.secure) : agents.plain
  const send = isSecure ? secureRequest : plainRequest
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const call = send(url, { method, headers, agent })
    function abort(): void {
      call.destroy(signal.reason as Error)
    }
    signal.addEventListener('abort', abort, { once: true })
    call.once('close', () => signal.removeEventListener('abort', abort))
    call.once('socket', (socket) => limitConnecting(socket, { isSecure, call }))
    call.once('response', resolve)
    call.once('error', reject)
    call.end(body)
  })
}

// until the connection stands nothing has been sent: such a failure is certain, and has the code that adapters know it by
function limitConnecting(
  socket: Socket,
  { isSecure, call }: { isSecure: boolean; call: { destroy(error: Error): unknown } },
): void {
  if (!socket.connecting) return
  const timer = setTimeout(() => {
    const error = new Error('no connection within 10 s')
    call.destroy(Object.assign(error, { code: 'UND_ERR_CONNECT_TIMEOUT' }))
  }, 10_000)
  socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(timer))
  socket.once('close', () => clearTimeout(timer))
}

function responseOf(
  message: IncomingMessage,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Response {
  const encoding = message.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return refuseAnswer(message, 'ERR_ENCODED_ANSWER')
  if (Number(message.headers['content-length'] ?? 0) > maxBytes)
    return refuseAnswer(message, 'ERR_TOO_LARGE')
  const headers = new Headers()
  for (let i = 0; i < message.rawHeaders.length; i += 2)
    headers.append(message.rawHeaders[i]!, message.rawHeaders[i + 1]!)
  const status = message.statusCode ?? 502
  if ([204, 205, 304].includes(status)) {
    message.resume()
    return new Response(null, { status, headers })
  }
  const body = message.pipe(capped(maxBytes))
  // pipe carries no errors: a connection that breaks must break the reader too
  message.once('error', (error) => body.destroy(signal.aborted ? (signal.reason as Error) : error))
  message.once('aborted', () => body.destroy(signal.aborted ? (signal.reason as Error) : broken()))
  body.once('close', () => message.destroy())
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    status,
    headers,
  })
}

function refuseAnswer(message: IncomingMessage, code: UnusableAnswerError['code']): never {
  message.destroy()
  throw new UnusableAnswerError(
    code,
    code === 'ERR_TOO_LARGE' ? 'the answer is too large' : 'the answer is encoded',
  )
}

function broken(): Error {
  return Object.assign(new Error('the connection broke inside the answer'), { code: 'ECONNRESET' })
}

function capped(maxBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes)
        done(new UnusableAnswerError('ERR_TOO_LARGE', 'the answer is too large'))
      else done(null, chunk)
    },
  })
}
