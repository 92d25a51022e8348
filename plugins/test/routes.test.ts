import type { RouteOptions } from 'fastify'
import t from 'tap'

import { can, type Right } from '../src/rights.ts'
import { callerOf, type Caller } from './rig.ts'
import { mistakesIn, openPlaces, sampleOf, type Shape } from './schema-samples.ts'
import { startWhole } from './whole.ts'

interface Row {
  method: string
  url: string
  right: Right
  schema: { params?: Shape; querystring?: Shape; body?: Shape }
}
const json = { 'x-token-delivery': 'body' }
const signUpBody = { password: 'long enough to count', name: 'Some Body' }

t.test('every route of the server', async (t) => {
  const { app, kernel } = await startWhole(t, {
    SIMULATOR: 'off',
    RATE_LIMIT_MAX_REQUESTS: '1000000',
  })
  const stranger = callerOf(app, {
    id: '',
    email: '',
    password: '',
    accessToken: '',
    refreshToken: '',
  })
  const agent = await signUp('agent@example.com')
  const boss = await signUp('boss@example.com')
  await kernel.database.query("update users set role = 'admin' where id = $1", [boss.id])
  const rows = app.routeTable.flatMap(({ route }) => rowsOf(route))
  const statuses: [string, number][] = []

  async function signUp(email: string): Promise<Caller> {
    const body = { ...signUpBody, email }
    const answer = await stranger.post('/api/auth/register', body, { headers: json })
    return callerOf(app, { ...body, ...answer.body, id: answer.body.user.id })
  }
  async function ask(caller: Caller, row: Row, more: { path?: string; body?: unknown } = {}) {
    const body = more.body ?? (row.schema.body && sampleOf(row.schema.body))
    const isSent = body !== undefined && !['GET', 'HEAD'].includes(row.method)
    const path = more.path ?? pathOf(row)
    const answer = await caller.call(row.method, path, isSent ? { payload: body as object } : {})
    statuses.push([`${row.method} ${row.url}`, answer.status])
    return answer
  }

  t.ok(rows.length > 60, `${rows.length} routes`)
  t.test('names all that it takes: no object is open to more', async (t) => {
    for (const { method, url, schema } of rows)
      for (const part of ['params', 'querystring', 'body'] as const) {
        const open = schema[part] ? openPlaces(schema[part]) : []
        t.same(open, [], `${part} of ${method} ${url}`)
      }
  })
  t.test(
    'refuses who is not signed in, and roles without its right, and changes nothing',
    async (t) => {
      const before = await countRows()
      for (const row of rows.filter(({ right }) => right !== 'public')) {
        const { status, body } = await ask(stranger, row)
        t.equal(status, 401, `${row.method} ${row.url} for a stranger`)
        if (row.method !== 'HEAD') t.equal(body.code, 'unauthorized')
        if (can({ role: 'agent' }, row.right)) continue
        t.equal((await ask(agent, row)).status, 403, `${row.method} ${row.url} for an agent`)
      }
      t.same(await countRows(), before)
    },
  )
  t.test('refuses ids that are none, and knows no thing that is not there', async (t) => {
    for (const row of rows.filter(({ url }) => url.includes(':'))) {
      for (const id of ['abc', '%00', '..%2f..%2fetc', '-1', '1e3', '%7B%7D'])
        t.ok([400, 404].includes((await ask(boss, row, { path: pathOf(row, id) })).status), row.url)
      const { status } = await ask(boss, row)
      t.ok(status < 500, `${row.method} ${row.url} answers ${status}`)
    }
  })
  t.test('refuses query parameters that it does not know', async (t) => {
    for (const row of rows)
      t.equal((await ask(boss, row, { path: `${pathOf(row)}?zzz=1` })).status, 400, row.url)
  })
  t.test('refuses bodies with one wrong value or one value too many', async (t) => {
    for (const row of rows.filter(({ schema }) => schema.body)) {
      const base = sampleOf(row.schema.body!)
      const extra = await ask(boss, row, { body: { ...(base as object), isAdmin: true } })
      t.equal(extra.status, 400, `${row.method} ${row.url} with a member too many`)
      for (const { name, body } of mistakesIn(row.schema.body!)) {
        const answer = await ask(boss, row, { body })
        if (answer.status !== 400)
          t.fail(`${row.method} ${row.url} takes ${JSON.stringify(body).slice(0, 200)} for ${name}`)
      }
      for (const payload of ['[]', '"x"', '1', '{'])
        t.equal(
          (
            await boss.call(row.method, pathOf(row), {
              payload,
              headers: { 'content-type': 'application/json' },
            })
          ).status,
          400,
          `${row.method} ${row.url} with ${payload}`,
        )
    }
  })
  t.test('never answers such input with a fault of its own', async (t) => {
    t.same(
      statuses.filter(([, status]) => status >= 500),
      [],
    )
    t.ok(statuses.length > 1000, `${statuses.length} requests`)
  })

  async function countRows(): Promise<unknown> {
    const tables = [
      'users',
      'tickets',
      'chats',
      'messages',
      'notes',
      'labels',
      'canned_replies',
      'views',
      'connections',
      'attachments',
      'events',
    ]
    const counts = tables.map((name) => `(select count(*) from ${name})::int as ${name}`)
    return kernel.database.query(`select ${counts.join(', ')}`)
  }
})

function rowsOf(route: RouteOptions): Row[] {
  const { config, url, schema } = route
  if (!config?.right || config.special) return []
  return [route.method].flat().map((method) => ({
    method,
    url,
    right: config.right!,
    schema: (schema ?? {}) as Row['schema'],
  }))
}

/** With ids of things that are not there. */
function pathOf({ url, schema }: Row, id?: string): string {
  return url.replace(/:(\w+)/g, (_all, name: string) => {
    if (id !== undefined) return id
    const property = schema.params?.properties?.[name]
    const sample = String(property ? sampleOf(property) : '1')
    return sample === '1' ? '987654321' : sample
  })
}
