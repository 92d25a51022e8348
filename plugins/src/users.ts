/** People: who is here, what they may do, invitations, and the record of what was changed. */
import {
  createInvite,
  deleteInvite,
  type Invite as InviteRow,
  listAudit,
  listInvites,
  listMembers,
  listUsers,
  normalEmail,
  openCursor,
  pageFrom,
  patchUser,
  refuse,
  sealCursor,
} from '@parley/core'
import {
  Email,
  Id,
  Invite,
  Member,
  nullable,
  Open,
  pageOf,
  Paging,
  PersonName,
  Role,
  Time,
  User,
} from '@parley/core/schemas'
import { Type } from 'typebox'

import { actorOf } from './auth.ts'
import type { App } from './http.ts'
import { openMailer } from './mail.ts'
import { can } from './rights.ts'

const manage = { right: 'users.manage' } as const
const closed = { additionalProperties: false }
const UserPatch = Type.Object(
  {
    role: Type.Optional(Role),
    disabled: Type.Optional(Type.Boolean()),
    name: Type.Optional(PersonName),
  },
  { ...closed, minProperties: 1 },
)
const NewInvite = Type.Object({ email: Email, role: Type.Optional(Role) }, closed)
const SentInvite = Type.Object({ ...Invite.properties, url: Type.String() })
const AuditRow = Type.Object({
  id: Id,
  user: nullable(Type.Object({ id: Id, name: Type.String() })),
  action: Type.String(),
  subject: nullable(Type.String()),
  detail: Open,
  address: nullable(Type.String()),
  requestId: nullable(Type.String()),
  at: Time,
})

export async function users(app: App): Promise<void> {
  const { kernel } = app
  // members first: serialising picks the schema that holds all fields
  const People = Type.Object({ items: Type.Array(Type.Union([Member, User])) })
  app.get(
    '/api/users',
    { config: { right: 'users.read' }, schema: { response: { 200: People } } },
    async ({ user }) => ({
      items: can(user, 'users.manage')
        ? await listMembers(kernel.database)
        : await listUsers(kernel.database),
    }),
  )
  app.patch(
    '/api/users/:id',
    {
      config: manage,
      schema: {
        params: Type.Object({ id: Id }, closed),
        body: UserPatch,
        response: { 200: Member },
      },
    },
    (request) =>
      patchUser(kernel, { id: request.params.id, patch: request.body }, actorOf(request)),
  )
  invites(app)
  audit(app)
}

function invites(app: App): void {
  const { kernel } = app
  const mailer = openMailer(kernel)
  app.get(
    '/api/invites',
    { config: manage, schema: { response: { 200: Type.Object({ items: Type.Array(Invite) }) } } },
    async () => ({
      items: (await listInvites(kernel.database, kernel.now())).map(presentInvite),
    }),
  )
  app.post(
    '/api/invites',
    { config: manage, schema: { body: NewInvite, response: { 201: SentInvite } } },
    async (request, reply) => {
      const email = normalEmail(request.body.email)
      const { invite, token } = await createInvite(
        kernel,
        { email, role: request.body.role ?? 'agent' },
        actorOf(request),
      )
      const url = `${kernel.config.frontendUrl}/register?invite=${token}`
      const text = `${request.user.name} invites you to answer customers in Parley. The link works once, for a week.`
      // the admin has the link in the answer; a slow mail server must not hold it up
      if (mailer.isReal) void mailer.send({ to: email, subject: 'Join Parley', text, link: url })
      return reply.code(201).send({ ...presentInvite(invite), url })
    },
  )
  app.delete(
    '/api/invites/:id',
    {
      config: manage,
      schema: {
        params: Type.Object({ id: Invite.properties.id }, closed),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await deleteInvite(kernel, request.params.id, actorOf(request))))
        throw refuse('not_found')
      return reply.code(204).send(null)
    },
  )
}

function presentInvite({ expiresAt, createdAt, ...invite }: InviteRow) {
  return {
    ...invite,
    expiresAt: expiresAt.toISOString(),
    createdAt: createdAt.toISOString(),
  }
}

function audit(app: App): void {
  const { kernel } = app
  app.get(
    '/api/audit',
    {
      config: { right: 'audit.read' },
      schema: {
        querystring: Type.Object(Paging, closed),
        response: { 200: pageOf(AuditRow) },
      },
    },
    async ({ query: { limit = 50, cursor } }) => {
      const [before] = cursor ? openCursor(kernel.config, scope, cursor) : [null]
      const rows = await listAudit(kernel.database, {
        before: before as string | null,
        limit: limit + 1,
      })
      return pageFrom(rows, limit, {
        toItem: (row) => row,
        toCursor: ({ id }) => sealCursor(kernel.config, scope, [id]),
      })
    },
  )
}
const scope = ['audit']
