/** `.env.example`, made from the settings of the kernel, of the adapters and of docker-compose.yml: `node scripts/env-example.ts > .env.example`. */
import { type Adapters, loadAdapters, loadConfig, rowsOf, Settings } from '@parley/core'
import type { TObject } from 'typebox'

// what a production server needs; scripts/generate-secrets fills what can be made
const needed: Record<string, string> = {
  NODE_ENV: 'production',
  FRONTEND_URL: 'https://CHANGE_THIS',
  POSTGRES_USER: 'chat_user',
  POSTGRES_PASSWORD: 'CHANGE_THIS',
  POSTGRES_DB: 'chat_management',
  DATABASE_URL: 'postgres://chat_user:CHANGE_THIS@postgres:5432/chat_management',
  REDIS_URL: 'redis://redis:6379',
  REDIS_PASSWORD: 'CHANGE_THIS',
  JWT_SECRET: 'CHANGE_THIS',
  JWT_REFRESH_SECRET: 'CHANGE_THIS',
  SESSION_SECRET: 'CHANGE_THIS',
  ENCRYPTION_KEY: 'CHANGE_THIS',
  METRICS_TOKEN: 'CHANGE_THIS',
  META_APP_ID: 'CHANGE_THIS',
  META_APP_SECRET: 'CHANGE_THIS',
  META_WEBHOOK_VERIFY_TOKEN: 'CHANGE_THIS',
}
const stack: readonly (readonly [name: string, value: string, description: string])[] = [
  ['SERVER_NAME', 'CHANGE_THIS', 'host names that nginx answers to, with spaces between'],
  ['HTTP_PORT', '80', 'port of nginx for plain http'],
  ['HTTPS_PORT', '443', 'port of nginx for https'],
  ['BACKEND_ADDRESS', '127.0.0.1', 'address at which this machine offers the backends'],
  ['BACKEND_PORT', '3001', 'port at which this machine offers the backends'],
  ['UPLOAD_LIMIT', '101m', 'largest body that nginx passes on to uploads; more than MAX_FILE_SIZE'],
  ['EDGE_NETWORK', '172.31.250', 'first three numbers of the network of nginx and the backends'],
  ['PARLEY_VERSION', 'latest', 'tag of the image'],
  ['POSTGRES_MEMORY', '1g', 'at most this much memory for PostgreSQL'],
  ['POSTGRES_SHARED_BUFFERS', '256MB', 'a quarter of that'],
  ['POSTGRES_CACHE', '768MB', 'three quarters of that'],
  ['POSTGRES_MAX_CONNECTIONS', '100', 'more than DB_POOL_MAX × processes'],
  ['POSTGRES_CPUS', '2', 'at most this many processors for PostgreSQL'],
  ['REDIS_MEMORY', '512m', 'at most this much memory for Redis'],
  ['REDIS_MAXMEMORY', '256mb', 'from here on Redis lets go what ends soonest'],
  ['REDIS_CPUS', '1', 'at most this many processors for Redis'],
  ['BACKEND_REPLICAS', '1', 'how many backends'],
  ['BACKEND_MEMORY', '1g', 'at most this much memory for each backend'],
  ['BACKEND_CPUS', '2', 'at most this many processors for each backend'],
  ['FRONTEND_MEMORY', '256m', 'at most this much memory for the frontend'],
  ['BACKUP_DIR', './backups', 'where scripts/backup-db.sh writes'],
  ['BACKUP_KEEP', '14', 'how many backups stay'],
  ['BACKUP_AGE_RECIPIENT', '', 'public key of age: encrypts backups'],
  ['BACKUP_PASSPHRASE_FILE', '', 'file with a passphrase: encrypts backups with openssl instead'],
]

const intro = [
  '# The settings of a production server. scripts/generate-secrets DOMAIN makes .env from this file and fills in every secret;',
  '# what still says CHANGE_THIS afterwards is yours to enter. Made by scripts/env-example.ts from the settings themselves.',
  '# Each NAME may be given as NAME_FILE, a file that holds the value. No quotes around values.\n',
]

if (import.meta.main) process.stdout.write(envExample(await loadShippedAdapters()))

/** One that does not load would take its settings out of the example unnoticed. */
export async function loadShippedAdapters(): Promise<Adapters> {
  const root = new URL('..', import.meta.url).pathname
  const { config } = loadConfig({ NODE_ENV: 'production' }, root)
  const adapters = await loadAdapters(config.adapters, { root, env: {} })
  if (adapters.loaded.length === 0) throw new Error('no adapter is named in package.json')
  for (const { spec, state, reason } of adapters.loaded)
    if (state !== 'ready') throw new Error(`${spec} was ${state}: ${reason}`)
  return adapters
}

interface Line {
  name: string
  value: string
  description: string
}

export function envExample(adapters: Adapters): string {
  const schemas = [
    Settings,
    ...[...adapters.byChannel.values()].map(({ schemas }) => schemas.app as TObject),
  ]
  const all = new Map(
    [
      ...schemas.flatMap(linesOf),
      ...stack.map(([name, value, description]) => ({ name, value, description })),
    ].map((line) => [line.name, line]),
  )
  const first = Object.entries({ ...needed, SERVER_NAME: 'CHANGE_THIS' }).map(([name, value]) => ({
    ...all.get(name)!,
    value,
  }))
  const rest = [...all.values()].filter(({ name }) => !(name in needed) && name !== 'SERVER_NAME')
  const isStack = new Set(stack.map(([name]) => name))
  return [
    ...intro,
    ...first.map(({ description, name, value }) => `# ${description}\n${name}=${value}\n`),
    '# ---- May stay as they are. Each shows its default.\n',
    ...rest.filter(({ name }) => !isStack.has(name)).map(commented),
    '# ---- Read by docker-compose.yml and the scripts only.\n',
    ...rest.filter(({ name }) => isStack.has(name)).map(commented),
  ].join('\n')
}

function commented({ description, name, value }: Line): string {
  return `# ${description}\n# ${name}=${value}\n`
}

function linesOf(schema: TObject): Line[] {
  return rowsOf(schema).map(([, row]) => {
    const {
      description,
      title,
      enum: values,
    } = row as { description?: string; title?: string; enum?: string[] }
    const value = Array.isArray(row.default)
      ? row.default.join()
      : JSON.stringify(row.default ?? '').replaceAll('"', '')
    const choice = values ? ` (${values.join(', ')})` : ''
    return { name: row['x-env']!, value, description: `${description ?? title}${choice}` }
  })
}
