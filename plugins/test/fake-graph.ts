/** The sending side of WhatsApp: takes messages, writes each into a ledger that only grows, and answers as it is told. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `cut` breaks the line before the message is taken, `lose` after; `hang` takes it and never answers; `fail` takes nothing and says nothing of use; `slow down` surely refuses. */
export type Behaviour = 'answer' | 'cut' | 'lose' | 'hang' | 'fail' | 'slow down'
export interface Taken {
  /** What the server calls this message. */
  key: string
  to: string
  externalId: string
  text: string
}
export interface FakeGraph {
  readonly url: string
  /** Every message that was accepted, in order: the oracle for "at most once". */
  readonly ledger: readonly Taken[]
  /** Every call that came in, accepted or not. */
  readonly calls: number
  /** Asked for each send; `answer` by default. */
  behave: (taken: Taken) => Behaviour
  /** Called when a message was accepted. */
  onTaken: (taken: Taken) => void
  /** Ends what hangs. */
  cutAll(): void
}

export async function startGraph(t: { teardown(work: () => unknown): void }): Promise<FakeGraph> {
  const ledger: Taken[] = []
  let calls = 0
  const server = createServer((request, response) => {
    calls++
    void read(request).then(
      (body) => take(body, response),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const graph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger,
    get calls() {
      return calls
    },
    behave: (): Behaviour => 'answer',
    onTaken: (): void => undefined,
    cutAll: () => server.closeAllConnections(),
  } as FakeGraph

  function take(body: Sent, response: ServerResponse): void {
    const key = body.biz_opaque_callback_data
    // typing and read marks are no messages
    if (!key) return answer(response, 200, { success: true })
    const externalId = `wamid.out.${ledger.length + 1}`
    const taken = { key, to: body.to!.replace('+', ''), externalId, text: body.text?.body ?? '' }
    const behaviour = graph.behave(taken)
    if (behaviour === 'cut') return void response.destroy()
    if (behaviour === 'fail') return answer(response, 500, 'a page of the edge')
    if (behaviour === 'slow down') return answer(response, 400, { error: pairLimit })
    ledger.push(taken)
    graph.onTaken(taken)
    if (behaviour === 'lose') response.destroy()
    if (behaviour === 'answer') answer(response, 200, accepted(taken))
  }
  return graph
}

interface Sent {
  biz_opaque_callback_data?: string
  to?: string
  text?: { body: string }
}
const pairLimit = { code: 131056, message: 'too many messages to this person' }

function accepted({ to, externalId }: Taken): object {
  return { messages: [{ id: externalId }], contacts: [{ input: to, wa_id: to }] }
}

async function read(request: IncomingMessage): Promise<Sent> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text ? (JSON.parse(text) as Sent) : {}
}

function answer(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
