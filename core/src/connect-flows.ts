/** Connect flows: an adapter's steps, kept in the database between requests, so that any process can go on after any restart. */
import { randomUUID } from 'node:crypto'

import type { ConnectContext, ConnectStep, Json } from './adapter.ts'
import { begin, save } from './connecting.ts'
import { isEqual, open, randomToken, seal, type Place } from './crypto.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { replayUnrouted } from './replay.ts'
import { adapterOf, webhookUrl } from './upkeep.ts'

/** What the inbox draws. The adapter's state never leaves the server: it may hold a token. */
export type FlowStep = Omit<ConnectStep, 'state' | 'connections' | 'failure'> & {
  flowId: string
  connectionIds?: string[]
  message?: string
  schema?: unknown
}
interface Flow {
  id: string
  channel: string
  flow: string
  nonce: string
  step: string
  connectionId: string | null
}

const lifeMinutes = 60

export async function beginFlow(
  kernel: Kernel,
  {
    channel,
    flow,
    userId,
    connectionId,
  }: { channel: string; flow: string; userId: string; connectionId?: string | undefined },
): Promise<FlowStep> {
  const adapter = adapterOf(kernel, channel)
  if (!adapter.connect.flows.some(({ id }) => id === flow))
    throw refuse('invalid', {
      errors: [{ pointer: '/flow', message: 'is not a way to connect this channel' }],
    })
  const reconnect = connectionId ? await kernel.connections.get(connectionId) : undefined
  const row: Flow = {
    id: randomUUID(),
    channel,
    flow,
    nonce: randomToken(),
    step: '',
    connectionId: connectionId ?? null,
  }
  const step = await adapter.connect.begin(flow, {
    ...contextOf(kernel, row),
    ...(reconnect && { reconnect }),
  })
  await kernel.database.query(
    `insert into connect_flows (id, channel, flow, nonce, step, user_id, connection_id, expires_at) values ($1, $2, $3, $4, '', $5, $6, now() + make_interval(mins => ${lifeMinutes}))`,
    [row.id, channel, flow, row.nonce, userId, row.connectionId],
  )
  return keep(kernel, row, step)
}

/** `input` is what the person filled in or chose, or the query of the platform's redirect. */
export async function continueFlow(
  kernel: Kernel,
  { flowId, input, userId }: { flowId: string; input: Json; userId: string },
): Promise<FlowStep> {
  const row = await find(kernel, flowId, userId)
  const step = openStep(kernel, row)
  if (!('state' in step)) throw refuse('link_expired')
  if (step.type === 'redirect' && !hasNonce(input, row))
    throw refuse('forbidden', { detail: 'The answer belongs to another sign-in' })
  const adapter = adapterOf(kernel, row.channel)
  if (!adapter.connect.next) throw refuse('invalid')
  return keep(kernel, row, await adapter.connect.next(step.state, input, contextOf(kernel, row)))
}

/** Where a flow stands, for a page that was closed or reloaded meanwhile. */
export async function getFlow(
  kernel: Kernel,
  { flowId, userId }: { flowId: string; userId: string },
): Promise<FlowStep> {
  const row = await find(kernel, flowId, userId)
  return shown(row, openStep(kernel, row))
}

/** `state` of the redirect is `<flow id>.<nonce>`. */
export function flowOfState(state: string): string | undefined {
  return /^([0-9a-f-]{36})\./.exec(state)?.[1]
}

function hasNonce(input: Json, { id, nonce }: Flow): boolean {
  const { state } = input as { state?: unknown }
  return typeof state === 'string' && isEqual(state, `${id}.${nonce}`)
}

function contextOf(
  kernel: Kernel,
  { id, nonce, channel }: Flow,
): ConnectContext<Record<string, unknown>> {
  return {
    ...kernel.callContext(channel),
    webhookUrl: webhookUrl(kernel, adapterOf(kernel, channel)),
    callbackUrl: `${kernel.config.frontendUrl}/api/connect/callback`,
    nonce: `${id}.${nonce}`,
  }
}

async function find(kernel: Kernel, id: string, userId: string): Promise<Flow> {
  const [row] = await kernel.database.query<Flow>(
    `select id, channel, flow, nonce, step, connection_id::text as "connectionId" from connect_flows where id = $1 and user_id = $2 and expires_at > now()`,
    [id, userId],
  )
  if (!row?.step) throw refuse('link_expired', { detail: 'This sign-in has expired; start again' })
  return row
}

function openStep({ keys }: Pick<Kernel, 'keys'>, { id, step }: Flow): KeptStep {
  return JSON.parse(open(step, placeOf(id), keys)) as KeptStep
}

async function keep(kernel: Kernel, row: Flow, step: ConnectStep): Promise<FlowStep> {
  if (step.type === 'done') return finish(kernel, row, step)
  // a code is good once: the second click of two comes after the first, and changes nothing
  const rows = await kernel.database.query(
    'update connect_flows set step = $2 where id = $1 and step = $3 returning 1',
    [row.id, seal(JSON.stringify(step), placeOf(row.id), kernel.keys), row.step],
  )
  if (rows.length === 0) throw refuse('link_expired', { detail: 'This sign-in went on elsewhere' })
  return shown(row, step)
}

type KeptStep = Exclude<ConnectStep, { type: 'done' }>

function shown({ id }: Flow, step: KeptStep): FlowStep {
  if (step.type === 'failed')
    return {
      type: 'failed',
      flowId: id,
      message: step.failure.userMessage ?? step.failure.message,
    }
  const { state: _state, ...rest } = step
  return { ...rest, flowId: id }
}

async function finish(
  kernel: Kernel,
  row: Flow,
  step: Extract<ConnectStep, { type: 'done' }>,
): Promise<FlowStep> {
  const connectionIds: string[] = []
  for (const fresh of step.connections) {
    const id = await save(kernel, row.channel, fresh)
    connectionIds.push(id)
    await begin(kernel, id)
    await replayUnrouted(kernel, fresh)
  }
  await kernel.database.query('delete from connect_flows where id = $1 or expires_at < now()', [
    row.id,
  ])
  return { type: 'done', flowId: row.id, connectionIds }
}

function placeOf(id: string): Place {
  return ['connect_flows', id, 'step']
}
