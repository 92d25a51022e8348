/** A fake Graph API that takes only what Meta documents: method, path, headers, query, fields and limits. Written from the documentation alone, so that it shares no mistake with the adapters or the simulator. */
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

import { faultsOfMessaging } from './strict-messaging.ts'
import { answerRead, faultsOfRead } from './strict-reads.ts'
import { faultsOfTemplate, faultsOfUploadSession } from './strict-templates.ts'
import { faultsOfWhatsapp } from './strict-whatsapp.ts'

interface Test {
  teardown(work: () => unknown): void
}
/** Which product a node belongs to; an Instagram account may be asked for through its Page. */
export type Product = 'messenger' | 'instagram' | 'instagram-page' | 'whatsapp'
export interface StrictCall {
  readonly method: string
  /** Below the version. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly json: any
  /** Of any other body. */
  readonly bytes: number
  readonly headers: IncomingMessage['headers']
  /** Of a multipart form: texts, and files as their type, name and size. */
  readonly form:
    | ReadonlyMap<string, string | { type: string; name: string; size: number }>
    | undefined
}
export interface StrictGraph {
  readonly url: string
  readonly calls: StrictCall[]
  /** Everything that Meta would not know; empty is the proof. */
  readonly faults: string[]
}
interface Options {
  readonly appId: string
  readonly appSecret: string
  readonly token: string
  readonly nodes: Readonly<Record<string, Product>>
}

/** Answers on every address of this machine: by `0.0.0.0` it counts as one that cannot reach us. */
export async function startStrictGraph(t: Test, options: Options): Promise<StrictGraph> {
  const graph = { calls: [] as StrictCall[], faults: [] as string[] }
  async function judge(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await read(request)
    const faults = [...faultsOfHead(request, call, options), ...faultsOfCall(call, options)]
    graph.calls.push(call)
    graph.faults.push(...faults.map((fault) => `${call.method} /${call.path.join('/')}: ${fault}`))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer(call, options)))
  }
  const server = createServer((request, response) => void judge(request, response))
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  return { ...graph, url: `http://0.0.0.0:${port}` }
}

async function read(request: IncomingMessage): Promise<StrictCall> {
  const { pathname, searchParams } = new URL(request.url!, 'http://graph')
  const [, , ...path] = pathname.split('/')
  const body = await buffer(request)
  const type = request.headers['content-type'] ?? ''
  return {
    method: request.method!,
    path: pathname.startsWith('/v26.0/') ? path : ['outside of v26.0', pathname],
    query: searchParams,
    json: type === 'application/json' ? JSON.parse(body.toString()) : undefined,
    form: type.startsWith('multipart/form-data') ? await readForm(body, type) : undefined,
    bytes: body.length,
    headers: request.headers,
  }
}

async function readForm(body: Buffer, type: string): Promise<NonNullable<StrictCall['form']>> {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': type },
  }).formData()
  return new Map(
    [...form].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { type: value.type, name: value.name, size: value.size },
    ]),
  )
}

/** The token travels in the header; a proof, where there is one, is right; a body says what it is. */
function faultsOfHead(
  { headers }: IncomingMessage,
  { method, path, query, json, form }: StrictCall,
  { appId, appSecret, token }: Options,
): string[] {
  // the one endpoint that takes bare bytes, and another word than Bearer
  if (path[0]?.startsWith('upload:'))
    return headers.authorization === `OAuth ${token}` ? [] : ['no OAuth token']
  const given = headers.authorization?.replace(/^Bearer /, '') ?? ''
  const isApp = given === `${appId}|${appSecret}`
  const proof = query.get('appsecret_proof')
  const expected = createHmac('sha256', appSecret).update(given).digest('hex')
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  return Object.entries({
    'no Bearer token': !headers.authorization?.startsWith('Bearer '),
    'a foreign token': !isApp && given !== token,
    'the token in the URL': query.has('access_token'),
    'a wrong appsecret_proof': proof !== null && proof !== expected,
    'a body of no known type': hasBody && json === undefined && form === undefined,
    'a body on a GET': hasBody && method === 'GET',
  }).flatMap(([fault, isThere]) => (isThere ? [fault] : []))
}

function faultsOfCall(call: StrictCall, { nodes, appId }: Options): string[] {
  const [node = '', edge = ''] = call.path
  const product = nodes[node]
  if (edge === 'uploads' || node.startsWith('upload:')) return faultsOfUploadSession(call, appId)
  if (edge === 'message_templates' && call.method === 'POST')
    return faultsOfTemplate(call, product === 'messenger')
  const isSend = call.method === 'POST' && edge !== 'subscribed_apps'
  if (!isSend) return faultsOfRead(call, { product, appId })
  if (call.path.length !== 2 || !product) return ['no such node and edge']
  return product === 'whatsapp' ? faultsOfWhatsapp(call) : faultsOfMessaging(call, product)
}

function answer(call: StrictCall, { nodes, appId, token }: Options): object {
  const [node = '', edge = ''] = call.path
  const id = randomBytes(12).toString('hex')
  if (edge === 'uploads') return { id: `upload:${id}` }
  if (node.startsWith('upload:')) return { h: `4:${id}` }
  if (edge === 'message_templates' && call.method === 'POST')
    return {
      id: BigInt(`0x${id}`).toString().slice(0, 15),
      status: 'PENDING',
      category: call.json.category,
    }
  if (call.method !== 'POST' || edge === 'subscribed_apps')
    return answerRead(call, { product: nodes[node], appId, token })
  if (edge === 'media') return { id: '7' + BigInt(`0x${id}`).toString().slice(0, 14) }
  if (edge === 'message_attachments')
    return { attachment_id: BigInt(`0x${id}`).toString().slice(0, 15) }
  if (nodes[node] === 'whatsapp') return whatsappAnswer(call, id)
  const { recipient, message } = call.json ?? {}
  const to = recipient?.id ?? '24680'
  if (edge !== 'messages') return { success: true }
  return message ? { recipient_id: to, message_id: `m_${id}` } : { recipient_id: to }
}

function whatsappAnswer({ json }: StrictCall, id: string): object {
  if (json?.status === 'read') return { success: true }
  const to = String(json?.to ?? '')
  return {
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: to.replace(/^\+/, '') }],
    messages: [{ id: `wamid.${id}` }],
  }
}
