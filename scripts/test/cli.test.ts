/** The command line, run as a person runs it, against an embedded database. */
import { execFile } from 'node:child_process'
import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'

import { createLogger, isPassword, isSealedWith, sealAudit } from '@parley/core'
import t, { type Test } from 'tap'

import { fill, key, type Site, siteOf, texts, withDatabase } from './backup-site.ts'

const root = join(import.meta.dirname, '../..')

interface Ended {
  code: number
  out: string
  err: string
}
function cli(site: Site, words: string[], extra: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'scripts/cli.ts'), ...words],
      { env: { PATH: process.env['PATH'], ...site.env, ...extra } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    )
  })
}

async function filled(t: Test): Promise<Site> {
  const site = siteOf(t)
  await fill(site)
  return site
}

t.test('accounts are made, listed, reset and disabled', async (t) => {
  const site = await filled(t)
  const made = await cli(site, [
    'user',
    'create',
    '--email',
    'Ana@Shop.example',
    '--role',
    'admin',
    '--json',
  ])
  t.equal(made.code, 0, made.err)
  const { id, password } = JSON.parse(made.out) as { id: string; password: string }
  await withDatabase(site.config, async (database) => {
    const [row] = await database.query<{ hash: string }>(
      'select password_hash as hash from users where id = $1',
      [id],
    )
    t.ok(await isPassword(password, row!.hash))
  })
  t.equal(
    (await cli(site, ['user', 'create', '--email', 'ana@shop.example'])).code,
    1,
    'an address has one account',
  )
  t.match(
    (await cli(site, ['user', 'reset-password', 'ana@shop.example'])).out,
    /\/reset\?token=[\w-]{43}$/,
  )
  t.match(await cli(site, ['user', 'reset-password', 'nobody@shop.example']), {
    code: 1,
    err: 'nobody signs in',
  })
  t.equal((await cli(site, ['user', 'disable', 'a@b.example'])).code, 0)
  t.match(JSON.parse((await cli(site, ['user', 'list', '--json'])).out), [
    { disabled: true },
    { email: 'ana@shop.example', role: 'admin' },
  ])
  t.match(
    (await cli(site, ['user', 'disable', 'ana@shop.example'])).err,
    'There must be an admin left',
  )
})

t.test('a wrong call says how it is called', async (t) => {
  const site = siteOf(t)
  t.match(await cli(site, []), { code: 0, err: 'retention run' })
  t.equal((await cli(site, ['user', 'fly'])).code, 64)
  t.match(await cli(site, ['user', 'create', '--what']), {
    code: 64,
    err: 'usage: user create --email',
  })
  t.match(await cli(site, ['user', 'create', '--email', 'ana']), { code: 64 })
  t.match(await cli(site, ['deliveries', 'list', '--state', 'odd']), { code: 64 })
  t.match(await cli(site, ['outbox', 'retry']), { code: 64, err: 'which ones?' })
})

t.test(
  'connections, deliveries and the outbox are listed without a secret or a text',
  async (t) => {
    const site = await filled(t)
    await withDatabase(site.config, (database) =>
      database.query(
        `insert into deliveries (path, body, state) values ('/api/webhooks/meta', '{"object":"page"}', 'unrouted')`,
      ),
    )
    const connections = await cli(site, ['connection', 'list', '--json'])
    t.match(JSON.parse(connections.out), [{ channel: 'acme', name: 'Shop' }])
    t.notMatch(connections.out, 'token')
    t.match(await cli(site, ['connection', 'check', '1']), { code: 1, err: 'no such channel' })
    const outbox = await cli(site, ['outbox', 'list'])
    t.match(outbox.out, /queued/)
    t.notMatch(outbox.out, 'on its way')
    t.match(
      JSON.parse((await cli(site, ['deliveries', 'list', '--state', 'unrouted', '--json'])).out),
      [{ state: 'unrouted' }],
    )
    t.match((await cli(site, ['deliveries', 'replay', '--state', 'unrouted'])).out, 'read again: 1')
    t.match(
      JSON.parse((await cli(site, ['outbox', 'retry', '2', '--json'])).out),
      { queued: 0, refused: [{ id: '2' }] },
      'what is queued is not sent twice',
    )
  },
)

t.test('a disabled connection keeps its chats and loses its secrets', async (t) => {
  const site = await filled(t)
  t.match((await cli(site, ['connection', 'disable', '1'])).out, 'disabled')
  await withDatabase(site.config, async (database) => {
    t.same(await database.query('select secrets from connections'), [{ secrets: null }])
    t.same(await database.query('select count(*)::int as chats from chats'), [{ chats: 1 }])
  })
})

t.test('rotating keys seals everything again, and the old key is worth nothing then', async (t) => {
  const site = await filled(t)
  const next = 'a-new-key-of-32-characters-00001'
  t.equal((await cli(site, ['keys', 'rotate'])).code, 64, 'the previous key is needed')
  t.match(
    (await cli(site, ['keys', 'rotate'], { ENCRYPTION_KEY: next, ENCRYPTION_KEY_PREVIOUS: key }))
      .out,
    'sealed again: 1',
  )
  await withDatabase(site.config, async (database) => {
    const [row] = await database.query<{ secrets: string }>('select secrets from connections')
    t.ok(isSealedWith(row!.secrets, next))
  })
  t.match((await cli(site, ['user', 'list'])).err, 'ENCRYPTION_KEY is not the key')
  t.equal((await cli(site, ['user', 'list'], { ENCRYPTION_KEY: next })).code, 0)
})

t.test('an export goes into an empty database whole, and into nothing else', async (t) => {
  const [site, other] = [await filled(t), siteOf(t)]
  const file = join(site.config.dataDir, 'all.gz')
  t.match((await cli(site, ['export', file])).out, /^rows: \d+/)
  const imported = await cli(other, ['import', file])
  t.equal(imported.code, 0, imported.err)
  t.same(await texts(other), [
    { text: 'hello\n\\.\nthere', status: 'received' },
    { text: 'on its way', status: 'unknown' },
  ])
  await withDatabase(other.config, async (database) => {
    const [row] = await database.query<{ id: string }>(
      `insert into contacts (name) values ('next') returning id::text`,
    )
    t.equal(row!.id, '2', 'ids go on where they ended')
    await t.rejects(
      database.query('insert into chats (connection_id, contact_id, identity) values (99, 1, $1)', [
        'x',
      ]),
      { code: '23503' },
    )
  })
  t.match(await cli(other, ['import', file]), { code: 1, err: 'in use' })
  truncateSync(file, readFileSync(file).length - 60)
  const third = siteOf(t)
  t.equal((await cli(third, ['import', file])).code, 1)
  t.same(await texts(third), [], 'half an export leaves nothing')
})

t.test('a command works beside the server that runs the embedded database', async (t) => {
  const site = await filled(t)
  await withDatabase(site.config, async () => {
    t.match((await cli(site, ['user', 'list'])).out, 'a@b.example')
  })
})

t.test('retention deletes what is past its time, and says how much', async (t) => {
  const site = await filled(t)
  await withDatabase(site.config, (database) =>
    database.query(
      `insert into deliveries (path, body, state, received_at) values ('/x', '{}', 'processed', now() - interval '40 days'), ('/x', '{}', 'processed', now())`,
    ),
  )
  t.match(JSON.parse((await cli(site, ['retention', 'run', '--json'])).out), {
    deliveries: 1,
    chats: 0,
  })
})

t.test('the audit log proves itself, or says where it was changed', async (t) => {
  const site = await filled(t)
  await withDatabase(site.config, (database) =>
    database.query(
      `insert into audit (action, created_at) select 'user.changed', now() - interval '1 hour' from generate_series(1, 3)`,
    ),
  )
  const sealed = await cli(site, ['audit', 'verify'])
  t.match(sealed.out, '0 rows are as they were sealed, 3 are not sealed yet')
  await withDatabase(site.config, async (database) => {
    await sealAudit({ database, log: createLogger({ logLevel: 'silent' }) })
    await database.query('alter table audit disable trigger audit_grows')
    await database.query('delete from audit where id = 2')
  })
  const broken = await cli(site, ['audit', 'verify', '--json'])
  t.equal(broken.code, 1)
  t.match(broken.err, 'rows 1 to 3 are not those of')
})
