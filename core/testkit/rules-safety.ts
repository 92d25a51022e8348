/** Rules X: no secret gets out, nothing forbidden is used, no instance remembers another. */
import { readFileSync } from 'node:fs'
import { isAbsolute, join, normalize } from 'node:path'

import { type Http, redact } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { deliveryOf } from './deliver.ts'
import { answeringHttp, simulatedHttp, throwingHttp, type Wire } from './http.ts'
import { trySend } from './rules-sending.ts'
import { readSources, type Source } from './sources.ts'
import { stepOf } from './steps.ts'
import { messageDelivery, sendingOf, type Subject } from './subject.ts'
import { carries, spellingsOf } from './wire.ts'

export const safetyRules: readonly Rule[] = [
  { id: 'X1', says: 'no secret appears in a result, a check or an event', check: keepsSecrets },
  {
    id: 'X2',
    says: 'the sources import and use only what an adapter may',
    lacks: ({ world }) => (world.folder ? undefined : 'world.folder'),
    check: usesOnlyTheAllowed,
  },
  {
    id: 'X3',
    says: 'two connections used in turn know nothing of each other',
    check: remembersNothing,
  },
]

async function keepsSecrets(t: T, subject: Subject): Promise<void> {
  const { adapter, connection, world } = subject
  const secrets = secretsOf(subject)
  t.ok(secrets.length > 0, 'the world has secrets of 8 characters or more')
  const silent = [
    simulatedHttp(adapter.simulator),
    answeringHttp({ status: 400, body: '{"error":"no"}' }),
    answeringHttp({ status: 200, body: '<html>' }),
    throwingHttp(new TypeError('fetch failed')),
  ]
  for (const http of silent) {
    const results = await resultsOver(subject, http)
    t.same(leaksIn(results, secrets), [], 'the adapter itself writes no secret into a result')
  }
  // the kernel takes plain secrets out of what the platform quotes, but cannot know every encoding
  const quoted = redact(await resultsOver(subject, quotingHttp), secrets)
  t.same(leaksIn(quoted, secrets), [], 'nothing is left in a result after redaction')
  const events = adapter.parse(deliveryOf(messageDelivery(subject)))
  t.same(leaksIn(events, secrets), [], 'events hold no secret')
  t.same(leaksIn([adapter.externalId(world.config), connection.name], secrets), [])
}

function secretsOf({ world }: Subject): string[] {
  const values = [...Object.values(world.secrets), ...Object.values(world.app)]
  return values.filter((value): value is string => typeof value === 'string' && value.length >= 8)
}

async function resultsOver(subject: Subject, http: Http): Promise<unknown[]> {
  const { adapter, connection } = subject
  const sending = sendingOf(subject, { http })
  const sent = await trySend(subject, stepOf(subject, 'text'), sending)
  const call = { ...sending.context, webhookUrl: 'https://inbox.example.com/api/webhooks/kit' }
  return [sent, await adapter.check(connection, call)]
}

async function quotingHttp(...request: Parameters<Http>): Promise<Response> {
  return new Response(JSON.stringify({ error: { message: request } }), { status: 400 })
}

function leaksIn(value: unknown, secrets: readonly string[]): string[] {
  const text = JSON.stringify(value)
  return secrets.filter((secret) =>
    [...spellingsOf(secret), ...base64Of(secret)].some((spelling) => text.includes(spelling)),
  )
}

// Basic authentication puts the secret anywhere in a base64 text; its middle is the same at each offset
function base64Of(secret: string): string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(' '.repeat(offset) + secret)
      .toString('base64')
      .slice(4, -4),
  )
}

const forbiddenImports =
  /^(?:fastify(?:-.*)?|@fastify\/.*|@mikro-orm\/.*|pg(?:-.*)?|ioredis|redis|pino|@parley\/core|@parley\/core\/(?!adapter$).*|@parley\/(?!core|adapter-).*)$/
const forbiddenBuiltins =
  /^node:(?:fs|http|https|http2|net|tls|dgram|dns|child_process|worker_threads|cluster|process|vm|timers|async_hooks)(?:\/.*)?$/
const forbiddenCode: readonly [RegExp, string][] = [
  [/(?<![.\w])fetch\s*\(/, 'calls fetch: use context.http'],
  [/globalThis\s*\.\s*fetch/, 'calls fetch: use context.http'],
  [/(?<![.\w])process\b/, 'uses process: settings are in the schemas'],
  [/(?<![.\w])console\s*\./, 'logs: a failure is data'],
  [/(?<![.\w])(?:setTimeout|setInterval|setImmediate)\s*\(/, 'uses a timer: the kernel retries'],
  [/^(?:export\s+)?(?:let|var)\s/m, 'keeps state in a module'],
]
const forbiddenInParsing: readonly [RegExp, string][] = [
  [/\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|(?<!new )\bDate\s*\(\s*\)/, 'reads the clock'],
  [/\bMath\s*\.\s*random\b|\brandomUUID\b|\bgetRandomValues\b|\brandomBytes\b/, 'uses chance'],
  [/\bperformance\s*\.\s*now\b|\bhrtime\b/, 'reads the clock'],
]

function usesOnlyTheAllowed(t: T, { world }: Subject): void {
  const folder = world.folder ?? ''
  const sources = readSources(folder)
  t.ok(sources.length > 0, `${folder} has sources`)
  const card = cardOf(folder)
  t.ok(card.parley, 'package.json has a "parley" card')
  const faults = sources.flatMap((source) =>
    faultsOf(source, card).map((fault) => `${source.path} ${fault}`),
  )
  t.same(faults, [], 'nothing forbidden in the sources')
}

interface Card {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly parley?: object
}

function cardOf(folder: string): Card {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Card
}

function faultsOf(source: Source, card: Card): string[] {
  const inSrc = source.path.startsWith('src')
  const isPure = /(?:^|[/-])(?:parse|verify|signature|handshake)/.test(source.path)
  const code = [...(inSrc ? forbiddenCode : []), ...(isPure ? forbiddenInParsing : [])]
  return [
    ...source.imports.flatMap((name) => importFaults(source, name, card)),
    ...code.flatMap(([pattern, fault]) => (pattern.test(source.code) ? [fault] : [])),
  ]
}

function importFaults({ path }: Source, name: string, card: Card): string[] {
  const fault = [`imports ${name}`]
  if (name.startsWith('.')) return normalize(join(path, '..', name)).startsWith('..') ? fault : []
  if (isAbsolute(name) || forbiddenImports.test(name)) return fault
  if (name.startsWith('node:'))
    return path.startsWith('src') && forbiddenBuiltins.test(name) ? fault : []
  return isDeclared(ownerOf(name), card) ? [] : [`${fault[0]}, which package.json does not name`]
}

function ownerOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

function isDeclared(owner: string, { name, dependencies }: Card): boolean {
  return owner === name || owner in { ...dependencies }
}

async function remembersNothing(t: T, subject: Subject): Promise<void> {
  const mine = subject.connection
  const theirs = {
    ...mine,
    id: '2',
    externalId: `${mine.externalId}9`,
    secrets: theirSecrets(mine),
  }
  const sendings = [mine, theirs, mine, theirs].map((connection) =>
    sendingOf(subject, { connection }),
  )
  await Promise.all(sendings.map((each) => trySend(subject, stepOf(subject, 'text'), each)))
  const [first = [], second = [], third = [], fourth = []] = sendings.map(
    ({ http }) => http.requests,
  )
  t.same(third.map(bare), first.map(bare), 'mine is mine again')
  t.same(fourth.map(bare), second.map(bare), 'theirs is theirs again')
  for (const [name, secret] of Object.entries(mine.secrets as Record<string, unknown>)) {
    if (typeof secret === 'string' && carries(first, secret))
      t.ok(carries(second, theirs.secrets[name] ?? ''), `theirs goes out with their ${name}`)
  }
  checkParsingApart(t, subject, theirs.externalId)
}

function theirSecrets({ secrets }: Subject['connection']): Record<string, string> {
  const entries = Object.entries(secrets as object).map(([name, value]) => [
    name,
    `${value}-theirs`,
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

function checkParsingApart(t: T, subject: Subject, other: string): void {
  const own = deliveryOf(messageDelivery(subject))
  const alone = subject.adapter.parse(own)
  subject.adapter.parse(deliveryOf(messageDelivery(subject, { connection: other })))
  t.same(subject.adapter.parse(own), alone, 'reading another delivery between changes nothing')
}

function bare({ method, url, headers, body }: Wire): object {
  return { method, url, headers, body }
}
