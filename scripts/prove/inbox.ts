/** An agent's client that outlives its server: calls that are safe to repeat are repeated, and the socket goes on from its cursor. */
import { setTimeout as wait } from 'node:timers/promises'

interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}
export interface Seen {
  readonly externalId: string | null
  readonly text: string | null
  readonly at: number
}
export interface Inbox {
  readonly seen: readonly Seen[]
  /** How often the socket was lost. */
  readonly reconnects: () => number
  call(method: string, path: string, body?: object): Promise<Answer>
  close(): void
}

const patienceMs = 60_000

export async function openInbox(
  site: string,
  person: { email: string; password: string },
): Promise<Inbox> {
  const session = await signIn(site, person)
  const socket = keepSocket(site, session.token)
  return {
    seen: socket.seen,
    reconnects: socket.reconnects,
    call: (method, path, body) => repeat(site, { method, path, body, token: session.token }),
    close: socket.close,
  }
}

async function signIn(
  site: string,
  person: { email: string; password: string },
): Promise<{ token: string }> {
  const registered = await repeat(site, {
    method: 'POST',
    path: '/api/auth/register',
    body: { ...person, name: 'Prover' },
  })
  const answer =
    registered.status === 201
      ? registered
      : await repeat(site, { method: 'POST', path: '/api/auth/login', body: person })
  if (answer.status >= 300)
    throw new Error(`cannot sign in: ${answer.status} ${JSON.stringify(answer.body)}`)
  return { token: String(answer.body['accessToken']) }
}

interface Call {
  method: string
  path: string
  body?: object | undefined
  token?: string
}
/** Until it is answered by Parley; what is sent here carries its own id where it changes something. */
async function repeat(site: string, call: Call): Promise<Answer> {
  const until = Date.now() + patienceMs
  for (;;) {
    const answer = await once(site, call).catch(() => undefined)
    if (answer && answer.status < 500 && answer.status !== 429) return answer
    if (Date.now() > until) throw new Error(`${call.method} ${call.path} was not answered`)
    await wait(200)
  }
}

async function once(site: string, { method, path, body, token }: Call): Promise<Answer> {
  const response = await fetch(new URL(path, site), {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  })
  const text = await response.text()
  return { status: response.status, body: text ? (JSON.parse(text) as Answer['body']) : {} }
}

function keepSocket(site: string, token: string) {
  const seen: Seen[] = []
  let cursor: string | null = null
  let lost = -1
  let isClosed = false
  let socket: WebSocket | undefined
  function connect(): void {
    if (isClosed) return
    lost++
    const current = new WebSocket(new URL('/api/realtime', site.replace(/^http/, 'ws')))
    socket = current
    current.addEventListener('open', () =>
      current.send(JSON.stringify({ type: 'hello', token, cursor })),
    )
    current.addEventListener('message', ({ data }) => hear(JSON.parse(String(data)) as Heard))
    current.addEventListener('close', () => setTimeout(connect, 250))
    current.addEventListener('error', () => current.close())
  }
  function hear({ type, cursor: next, event, data }: Heard): void {
    if (type === 'reset') throw new Error('the cursor was refused')
    if (next) cursor = next
    if (type === 'event' && event === 'message.created')
      seen.push({ externalId: data!.externalId, text: data!.text, at: Date.now() })
  }
  connect()
  return {
    seen,
    reconnects: () => lost,
    close() {
      isClosed = true
      socket?.close()
    },
  }
}
interface Heard {
  type: string
  cursor: string | null
  event?: string
  data?: { externalId: string | null; text: string | null }
}
