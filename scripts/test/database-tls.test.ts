/** DATABASE_URL with sslmode, against a server that speaks TLS and one that does not. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { loadConfig, openDatabase } from '@parley/core'
import t from 'tap'

import { startServer } from './postgres-server.ts'

const keys = mkdtempSync(join(tmpdir(), 'parley-tls-'))
const [cert, key] = [join(keys, 'cert.pem'), join(keys, 'key.pem')]
execFileSync(
  'openssl',
  [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    key,
    '-out',
    cert,
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
  ],
  { stdio: 'ignore' },
)
const server = await startServer({ cert, key })
const options = { skip: server ? false : 'no PostgreSQL programs on this machine' }
t.teardown(async () => {
  await server?.stop()
  rmSync(keys, { recursive: true })
})

async function isEncrypted(query: string): Promise<unknown> {
  const { config } = loadConfig({
    DATABASE_URL: `${server!.tcpUrlOf('postgres')}${query}`,
    DATA_DIR: keys,
    ENCRYPTION_KEY: 'x',
  })
  const database = await openDatabase(config)
  try {
    const [row] = await database.query<{ ssl: boolean }>(
      'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    )
    return row!.ssl
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await database.close()
  }
}

t.test('sslmode decides whether the connection is encrypted', options, async (t) => {
  t.equal(await isEncrypted(''), false)
  t.equal(await isEncrypted('?sslmode=require'), true)
})

t.test('verify-full wants a certificate that it can trust', options, async (t) => {
  t.equal(await isEncrypted('?sslmode=verify-full'), 'DEPTH_ZERO_SELF_SIGNED_CERT')
  t.equal(await isEncrypted(`?sslmode=verify-full&sslrootcert=${encodeURIComponent(cert)}`), true)
})
