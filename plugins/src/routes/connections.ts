/** Channels and connections: what is loaded, what is connected, and the steps to connect more. */
import {
  beginFlow,
  beginPast,
  type Adapter,
  checkConnection,
  compositionsOf,
  continueFlow,
  createConnection,
  disableConnection,
  getConnection,
  getFlow,
  listConnections,
  type Loaded,
  patchConnection,
  webhookUrl,
} from '@parley/core'
import { Channel, Connection, ConnectionPatch, Id, NewConnection, Uuid } from '@parley/core/schemas'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'

import type { App } from '../http.ts'
import { can } from '../rights.ts'

const closed = { additionalProperties: false }
const ById = Type.Object({ id: Id }, closed)
const ByFlow = Type.Object({ flowId: Uuid }, closed)
const Step = Type.Object(
  { flowId: Type.String(), type: Type.String() },
  { additionalProperties: true },
)
const read = { right: 'connections.read' } as const
// a platform may take its time
const manage = { right: 'connections.manage', isSlow: true } as const

export async function connectionRoutes(app: App): Promise<void> {
  const { kernel } = app
  app.get(
    '/api/channels',
    {
      config: { right: 'channels.read' },
      schema: { response: { 200: Type.Object({ items: Type.Array(Channel) }) } },
    },
    ({ user }) => ({
      items: kernel.adapters.loaded.map((loaded) =>
        describe(app, loaded, can(user, 'connections.manage')),
      ),
    }),
  )
  app.get(
    '/api/social-connections',
    { config: read, schema: { response: { 200: Type.Object({ items: Type.Array(Connection) }) } } },
    async () => ({ items: await listConnections(kernel) }),
  )
  app.get(
    '/api/social-connections/:id',
    { config: read, schema: { params: ById, response: { 200: Connection } } },
    ({ params }) => getConnection(kernel, params.id),
  )
  manageRoutes(app)
  flowRoutes(app)
}

function manageRoutes(app: App): void {
  const { kernel } = app
  app.post(
    '/api/social-connections',
    { config: manage, schema: { body: NewConnection, response: { 201: Connection } } },
    async (request, reply) => reply.code(201).send(await createConnection(kernel, request.body)),
  )
  app.patch(
    '/api/social-connections/:id',
    {
      config: manage,
      schema: { params: ById, body: ConnectionPatch, response: { 200: Connection } },
    },
    ({ params, body }) => patchConnection(kernel, params.id, body),
  )
  app.delete(
    '/api/social-connections/:id',
    { config: manage, schema: { params: ById, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await disableConnection(kernel, params.id)
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/social-connections/:id/check',
    { config: manage, schema: { params: ById, response: { 200: Connection } } },
    ({ params }) => checkConnection(kernel, params.id),
  )
  // what was said before the connection, from the beginning
  app.post(
    '/api/social-connections/:id/past',
    {
      config: manage,
      schema: {
        params: ById,
        response: { 202: Connection },
      },
    },
    async ({ params }, reply) => {
      await beginPast(kernel, params.id, { isAgain: true })
      return reply.code(202).send(await getConnection(kernel, params.id))
    },
  )
}

function flowRoutes(app: App): void {
  const { kernel } = app
  const Begin = Type.Object(
    {
      channel: Type.String({ maxLength: 32 }),
      flow: Type.String({ maxLength: 64 }),
      connectionId: Type.Optional(Id),
    },
    closed,
  )
  app.post(
    '/api/connect',
    { config: manage, schema: { body: Begin, response: { 200: Step } } },
    ({
      body,
      user,
    }: FastifyRequest & { body: { channel: string; flow: string; connectionId?: string } }) =>
      beginFlow(kernel, { ...body, userId: user.id }),
  )
  app.get(
    '/api/connect/:flowId',
    { config: manage, schema: { params: ByFlow, response: { 200: Step } } },
    ({ params, user }) => getFlow(kernel, { flowId: params.flowId, userId: user.id }),
  )
  app.post(
    '/api/connect/:flowId',
    {
      config: manage,
      schema: {
        params: ByFlow,
        body: Type.Object({ input: Type.Unknown() }, closed),
        response: { 200: Step },
      },
    },
    ({ params, body, user }) =>
      continueFlow(kernel, { flowId: params.flowId, input: body.input as never, userId: user.id }),
  )
  // the platform's redirect carries no session of ours: the inbox takes it from here, signed in
  app.get(
    '/api/connect/callback',
    { config: { right: 'public', special: 'static' } },
    (request, reply) => {
      const query = new URLSearchParams(request.query as Record<string, string>).toString()
      return reply.redirect(`/settings/connections/callback?${query}`, 303)
    },
  )
}

function describe(
  app: App,
  { spec, adapter, id, state, reason }: Loaded,
  isAdmin: boolean,
): Static {
  const base = {
    id: id ?? spec,
    name: adapter?.manifest.name ?? id ?? spec,
    state,
    ...(reason && { reason }),
  }
  return adapter
    ? {
        ...base,
        ...declarations(adapter),
        webhookUrl: webhookUrl(app.kernel, adapter),
        verifyToken: isAdmin ? verifyToken(app, adapter) : null,
      }
    : base
}
type Static = import('typebox').Static<typeof Channel>

function declarations({
  manifest,
  capabilities,
  limits,
  windows,
  rates,
  schemas,
  connect,
  templates,
  past,
}: Adapter) {
  return {
    ...(manifest.icon && { icon: manifest.icon }),
    ...(manifest.docsUrl && { docsUrl: manifest.docsUrl }),
    capabilities: capabilities as unknown as Record<string, unknown>,
    limits: limits as unknown as Record<string, unknown>,
    windows: [...windows] as unknown as Record<string, unknown>[],
    rates: [...rates] as unknown as Record<string, unknown>[],
    schemas: {
      config: schemas.config,
      secrets: schemas.secrets,
      ...(templates && { template: templates.schema }),
    },
    composes: [...compositionsOf({ capabilities, limits, name: manifest.name })],
    hasPast: past !== undefined,
    connect: [...connect.flows] as unknown as Record<string, unknown>[],
  }
}

function verifyToken(app: App, adapter: Adapter): string | null {
  const { verifyToken: token } = app.kernel.adapters.appOf(adapter.manifest.id)
  return typeof token === 'string' ? token : null
}
