/** Every setting of the kernel, and the only place that reads the environment. */
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'

import { type Static, Type } from 'typebox'

import { developmentSecrets, type secretNames } from './development-secrets.ts'
import { mimes } from './mimes.ts'
import { type Env, isProduction, nearMisses, readSettings, rowsOf } from './settings.ts'

function secret(name: string, description: string) {
  const rules = { 'x-secret': { length: 32 }, minLength: 8 }
  return Type.Optional(Type.String({ 'x-env': name, description, ...rules }))
}
function optional(name: string, description: string, options: object = {}) {
  return Type.Optional(Type.String({ 'x-env': name, description, ...options }))
}
function integer(
  name: string,
  value: number,
  rule: { description: string; minimum: number; maximum: number },
) {
  return Type.Integer({ 'x-env': name, default: value, ...rule })
}
function list(name: string, value: string[], description: string) {
  const options = { 'x-env': name, 'x-list': true, default: value, description }
  return Type.Array(Type.String(), options)
}
function oneOf<const T extends readonly string[]>(
  name: string,
  values: T,
  rest: { default: T[number]; description: string },
) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], 'x-env': name, ...rest })
}

const megabyte = 1024 * 1024

/** One row a setting. `.env.example` and docs/operate.md are made from it. */
export const Settings = Type.Object({
  nodeEnv: oneOf('NODE_ENV', ['development', 'production', 'test'], {
    default: 'development',
    description: 'production refuses weak secrets and plain http',
  }),
  port: integer('PORT', 3001, { minimum: 0, maximum: 65535, description: 'port of the server' }),
  host: Type.String({ 'x-env': 'HOST', default: '0.0.0.0', description: 'address to listen on' }),
  role: oneOf('ROLE', ['both', 'web', 'worker'], {
    default: 'both',
    description: 'web serves requests, worker sends messages and runs jobs',
  }),
  frontendUrl: Type.String({
    'x-env': 'FRONTEND_URL',
    'x-required': 'production',
    description: 'where agents open the inbox: scheme and host, no path',
    pattern: '^https?://[^/*\\s,]+/?$',
  }),
  databaseUrl: optional(
    'DATABASE_URL',
    'postgres://user:password@host:5432/name; unset starts the embedded server',
    { pattern: '^postgres(ql)?://.+' },
  ),
  dbPoolMin: integer('DB_POOL_MIN', 0, {
    minimum: 0,
    maximum: 100,
    description: 'connections kept open',
  }),
  dbPoolMax: integer('DB_POOL_MAX', 10, {
    minimum: 1,
    maximum: 200,
    description: 'connections at most',
  }),
  redisUrl: optional(
    'REDIS_URL',
    'redis://host:6379; needed when more than one process serves the inbox',
    { pattern: '^rediss?://.+' },
  ),
  redisPassword: optional('REDIS_PASSWORD', 'password of Redis, where REDIS_URL holds none'),
  jwtSecret: secret('JWT_SECRET', 'signs access tokens; 32 characters or more'),
  jwtRefreshSecret: secret('JWT_REFRESH_SECRET', 'derives refresh tokens; 32 characters or more'),
  sessionSecret: secret(
    'SESSION_SECRET',
    'signs file links and page cursors; 32 characters or more',
  ),
  encryptionKey: Type.Optional(
    Type.String({
      'x-env': 'ENCRYPTION_KEY',
      'x-secret': { length: 32, exact: true },
      description: 'seals tokens in the database; exactly 32 characters',
    }),
  ),
  encryptionKeyPrevious: optional(
    'ENCRYPTION_KEY_PREVIOUS',
    'the key before, while `npm run cli -- keys rotate` re-seals',
    { minLength: 32, maxLength: 32 },
  ),
  adapters: list(
    'ADAPTERS',
    [],
    'adapter packages by name, or ./folders; by default those that package.json lists',
  ),
  simulator: oneOf('SIMULATOR', ['auto', 'on', 'off', 'remote'], {
    default: 'auto',
    description:
      'auto: on while no platform app is configured, never in production; remote: a trial whose platform is simulated elsewhere',
  }),
  rateLimitMax: integer('RATE_LIMIT_MAX_REQUESTS', 600, {
    minimum: 1,
    maximum: 1_000_000,
    description: 'requests of one person or address in a window',
  }),
  rateLimitWindowMs: integer('RATE_LIMIT_WINDOW_MS', 60_000, {
    minimum: 1000,
    maximum: 86_400_000,
    description: 'length of that window',
  }),
  maxFileSize: integer('MAX_FILE_SIZE', 100 * megabyte, {
    minimum: 1024,
    maximum: 2048 * megabyte,
    description: 'bytes of one upload',
  }),
  allowedFileTypes: list('ALLOWED_FILE_TYPES', mimes, 'MIME types by content'),
  dataDir: Type.String({
    'x-env': 'DATA_DIR',
    default: './data',
    description: 'embedded database, files and development secrets',
  }),
  storageUrl: optional(
    'STORAGE_URL',
    's3://key:secret@host/bucket?region=… keeps files in S3-compatible storage instead of DATA_DIR',
    { pattern: '^s3(\\+http)?://.+' },
  ),
  scannerUrl: optional(
    'SCANNER_URL',
    'clamd://host:3310 or clamd:///run/clamav/clamd.ctl: no file is let in that ClamAV did not look at',
    { pattern: '^clamd://.+' },
  ),
  linkPreviews: oneOf('LINK_PREVIEWS', ['on', 'off'], {
    default: 'on',
    description:
      'on: a page that a link leads to is asked for its title when an agent points at the link',
  }),
  logLevel: oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'least severe line that is logged',
  }),
  trustProxy: list('TRUST_PROXY', [], 'addresses or networks of reverse proxies, 10.0.0.0/8'),
  registration: oneOf('REGISTRATION', ['invite', 'open'], {
    default: 'invite',
    description: 'open lets anybody become an agent',
  }),
  smtpUrl: optional('SMTP_URL', 'smtp://user:password@host:587 for invites and password resets', {
    pattern: '^smtps?://.+',
  }),
  mailFrom: optional('MAIL_FROM', 'sender of those mails'),
  metricsToken: optional(
    'METRICS_TOKEN',
    'lets a scraper read /metrics from elsewhere than loopback',
    { minLength: 16 },
  ),
  sentryDsn: optional('SENTRY_DSN', 'reports crashes to Sentry', { pattern: '^https?://.+' }),
  otelEndpoint: optional(
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'sends traces to an OpenTelemetry collector by http/protobuf; the standard’s other OTEL_ variables are read too',
    { pattern: '^https?://.+' },
  ),
  retentionDays: integer('RETENTION_DAYS', 0, {
    minimum: 0,
    maximum: 3650,
    description: 'days that closed chats are kept; 0 keeps them for ever',
  }),
  deliveryRetentionDays: integer('DELIVERY_RETENTION_DAYS', 30, {
    minimum: 1,
    maximum: 3650,
    description: 'days that raw deliveries are kept',
  }),
  postgresUser: optional('POSTGRES_USER', 'read by docker-compose'),
  postgresPassword: optional('POSTGRES_PASSWORD', 'read by docker-compose'),
  postgresDb: optional('POSTGRES_DB', 'read by docker-compose'),
  viteApiUrl: optional(
    'VITE_API_URL',
    'read when the inbox is built for another origin than the server’s',
  ),
})

export type Config = Readonly<
  Static<typeof Settings> & Record<(typeof secretNames)[number], string>
> & {
  readonly env: Env
  readonly isProduction: boolean
  readonly root: string
}
export interface LoadedConfig {
  config: Config
  faults: string[]
  warnings: string[]
}

/** Reads the environment once. `faults` end the start with exit code 78; `known` are the variables that adapters name. */
export function loadConfig(env: Env = process.env, root = process.cwd()): LoadedConfig {
  const { values, faults } = readSettings(Settings, env)
  const dataDir = resolve(root, String(values['dataDir']))
  const { port, frontendUrl: given } = values as { port: number; frontendUrl?: string }
  const frontendUrl = (given ?? `http://localhost:${port}`).replace(/\/$/, '')
  const config = {
    ...values,
    env,
    root,
    dataDir,
    frontendUrl,
    adapters: adaptersFrom(values['adapters'] as string[], root),
    isProduction: isProduction(env),
  } as unknown as Config
  faults.push(...crossFaults(config))
  if (!config.isProduction && faults.length === 0) Object.assign(config, developmentSecrets(config))
  return { config: Object.freeze(config), faults, warnings: warningsOf(config) }
}

/** The channels that this checkout comes with are its package's business, not the kernel's. */
function adaptersFrom(given: string[], root: string): string[] {
  if (given.length > 0) return given
  const file = join(root, 'package.json')
  if (!existsSync(file)) return []
  const { parley } = JSON.parse(readFileSync(file, 'utf8')) as { parley?: { adapters?: string[] } }
  return parley?.adapters ?? []
}

/** Warnings that need the variables of the adapters too. */
export function misspelled(env: Env, adapterNames: readonly string[]): string[] {
  return nearMisses(env, [...rowsOf(Settings).map(([, row]) => row['x-env']!), ...adapterNames])
}

function crossFaults(config: Config): string[] {
  const rules: readonly (readonly [boolean, string])[] = [
    [
      !config.trustProxy.every(isNetwork),
      'TRUST_PROXY must list addresses or networks such as 10.0.0.0/8, no wider than /8 for IPv4 and /16 for IPv6',
    ],
    [config.dbPoolMin > config.dbPoolMax, 'DB_POOL_MIN is greater than DB_POOL_MAX'],
    ...(config.isProduction ? productionRules(config) : []),
  ]
  return rules.flatMap(([isBroken, fault]) => (isBroken ? [fault] : []))
}

function productionRules({ frontendUrl, simulator, port, env }: Config): [boolean, string][] {
  const url = URL.parse(frontendUrl)
  return [
    [url?.protocol !== 'https:', 'FRONTEND_URL must be https in production'],
    [
      ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? ''),
      'FRONTEND_URL must be the public host in production',
    ],
    [simulator === 'on', 'SIMULATOR=on is not possible in production'],
    [port === 0, 'PORT must not be 0 in production'],
    [
      env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches off the check of certificates',
    ],
    [
      /--inspect|--insecure-http-parser/.test(env['NODE_OPTIONS'] ?? ''),
      'NODE_OPTIONS holds --inspect or --insecure-http-parser',
    ],
  ]
}

function warningsOf(config: Config): string[] {
  const warnings: string[] = []
  if (config.isProduction && !config.databaseUrl)
    warnings.push(
      `no DATABASE_URL: the embedded database in ${config.dataDir} serves this one machine; docs/operate.md says how to move to a server`,
    )
  if (config.databaseUrl && existsSync(join(config.dataDir, 'postgres', 'PG_VERSION')))
    warnings.push(
      `DATABASE_URL is used; the embedded database in ${config.dataDir} is not: "npm run cli -- export FILE" without DATABASE_URL, then "import FILE" with it, moves it over`,
    )
  return warnings
}

// A network so wide that it would trust strangers is refused, and so is a v4-mapped prefix, which the proxy library reads as all of IPv4.
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const [least, most] = { 0: [1, 0], 4: [8, 32], 6: [16, 128] }[isIP(address)] as [number, number]
  const width = Number(bits ?? most)
  return width >= least && width <= most && !address.toLowerCase().startsWith('::ffff:')
}
