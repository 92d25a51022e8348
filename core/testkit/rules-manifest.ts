/** Rules M: the declarations are whole, consistent and fit to draw a form from. */
import type { TObject } from 'typebox'
import { Value } from 'typebox/value'

import type { Limits, OutboundKind, TextLimit } from '../src/adapter.ts'
import { CHANNEL_API } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { isNative, nativeKinds } from './steps.ts'
import type { Subject } from './subject.ts'

export const manifestRules: readonly Rule[] = [
  {
    id: 'M1',
    says: 'the manifest names the channel, its version and the contract it was written for',
    check: checkManifest,
  },
  {
    id: 'M2',
    says: 'the schemas are plain JSON and every secret is marked',
    check: checkSchemas,
  },
  {
    id: 'M3',
    says: 'the schemas accept the example, refuse an empty form, and the config names the connection',
    check: checkExamples,
  },
  {
    id: 'M4',
    says: 'the connect form has a label for every field, and capabilities, limits, windows and rates agree',
    check: checkDeclarations,
  },
]

function checkManifest(t: T, { adapter }: Subject): void {
  const { id, name, version, api, icon, docsUrl } = adapter.manifest
  t.ok(/^[a-z][a-z0-9-]{1,31}$/.test(id), 'id is [a-z][a-z0-9-]*, 2 to 32 characters')
  t.ok(name.trim().length > 0, 'name is not empty')
  t.ok(/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version), 'version is a semantic version')
  t.ok(isServed(api), `api ${api} is a range that contract ${CHANNEL_API} serves, like ^1.0`)
  t.same((adapter as { $channel?: unknown }).$channel, 1, 'the adapter comes from defineChannel')
  t.ok(/^[a-z][a-z0-9-]*$/.test(adapter.webhook.path), 'webhook.path is one URL segment')
  t.ok(docsUrl === undefined || docsUrl.startsWith('https://'), 'docsUrl is https')
  t.ok(icon === undefined || isSafeIcon(icon), 'icon is inline SVG without script or links')
}

function isServed(range: string): boolean {
  const [major, minor] = CHANNEL_API.split('.').map(Number)
  const asked = /^\^(\d+)\.(\d+)$/.exec(range)
  return Number(asked?.[1]) === major && Number(asked?.[2]) <= (minor ?? 0)
}

function isSafeIcon(icon: string): boolean {
  const active = /<script|<foreignObject|\son\w+\s*=|(?:href|src)\s*=\s*["'](?!#)|url\((?!["']?#)/i
  return /^<svg[\s>]/.test(icon.trim()) && !active.test(icon)
}

function checkSchemas(t: T, { adapter }: Subject): void {
  const { app, config, secrets } = adapter.schemas
  for (const [name, schema] of Object.entries({ app, config, secrets })) {
    t.same(JSON.parse(JSON.stringify(schema)), structuredClone(schema), `${name} is plain JSON`)
    t.same(schema.type, 'object', `${name} is an object schema`)
  }
  for (const [name, property] of propertiesOf(secrets))
    t.ok(isSecret(property), `secrets.${name} carries 'x-ui': { secret: true }`)
  for (const [name, property] of propertiesOf(config)) {
    t.ok(!isSecret(property), `config.${name} is not secret: secrets are a schema of their own`)
    t.ok(!soundsSecret(name), `config.${name} sounds secret and belongs to schemas.secrets`)
  }
  for (const [name, property] of propertiesOf(app)) {
    if (soundsSecret(name)) t.ok(isSecret(property), `app.${name} carries 'x-ui': { secret: true }`)
    const { 'x-env': env = 'NONE' } = property
    const isName = typeof env === 'string' && /^[A-Z][A-Z0-9_]*$/.test(env)
    t.ok(isName, `app.${name}: x-env is A_NAME`)
  }
}

type Property = Readonly<Record<string, unknown>>

function propertiesOf(schema: TObject): [string, Property][] {
  return Object.entries(schema.properties ?? {}) as unknown as [string, Property][]
}

function isSecret(property: Property): boolean {
  return (property['x-ui'] as { secret?: unknown } | undefined)?.secret === true
}

function soundsSecret(name: string): boolean {
  return /secret|password|token$|apiKey|privateKey/i.test(name)
}

function checkExamples(t: T, { adapter, world }: Subject): void {
  const { app, config, secrets } = adapter.schemas
  for (const [name, schema, value] of [
    ['app', app, world.app],
    ['config', config, world.config],
    ['secrets', secrets, world.secrets],
  ] as const) {
    t.same(Value.Errors(schema, value), [], `${name} accepts the example`)
    t.ok(
      !Value.Check(schema, null) && !Value.Check(schema, []),
      `${name} refuses what is no object`,
    )
  }
  for (const [name, schema] of Object.entries({ config, secrets })) {
    if (propertiesOf(schema).length > 0)
      t.ok(!Value.Check(schema, {}), `${name} has a required field`)
  }
  const externalId = adapter.externalId(world.config)
  t.ok(typeof externalId === 'string' && externalId !== '', 'externalId(config) is a text')
  t.same(adapter.externalId({ ...world.config }), externalId, 'externalId depends on config alone')
  const accountId = adapter.accountId?.(world.config)
  t.ok(accountId === undefined || accountId !== '', 'accountId(config) is a text or undefined')
}

function checkDeclarations(t: T, subject: Subject): void {
  const { adapter } = subject
  for (const schema of [adapter.schemas.config, adapter.schemas.secrets]) {
    for (const [name, property] of propertiesOf(schema))
      t.ok(typeof property['title'] === 'string' && property['title'] !== '', `${name} has a title`)
  }
  const flows = adapter.connect.flows
  t.ok(flows.length > 0, 'there is a way to connect')
  t.same(new Set(flows.map(({ id }) => id)).size, flows.length, 'flow ids differ')
  t.ok(
    flows.every(({ label }) => label !== ''),
    'every flow has a label',
  )
  checkLimits(t, adapter.limits)
  checkWindows(t, subject)
  for (const { perSecond, burst } of adapter.rates)
    t.ok(perSecond > 0 && (burst === undefined || burst >= 1), 'a rate lets something through')
  checkNarrow(t, subject)
}

const textUnits = ['utf16', 'codepoint', 'grapheme', 'byte']

function checkLimits(t: T, limits: Limits): void {
  for (const [path, limit] of textLimits(limits)) {
    t.ok(Number.isInteger(limit.max) && limit.max > 0, `${path}.max is a positive integer`)
    t.ok(textUnits.includes(limit.unit), `${path}.unit is one of ${textUnits.join(', ')}`)
    t.ok(['split', 'reject'].includes(limit.overflow), `${path}.overflow is split or reject`)
  }
  for (const [kind, media] of Object.entries(limits.media)) {
    t.ok(media.mime.length > 0, `limits.media.${kind} names its types`)
    t.ok(
      media.mime.every((mime) => /^([a-z]+|\*)\/([a-z0-9.+-]+|\*)$/.test(mime)),
      `limits.media.${kind}.mime are media types`,
    )
    t.ok(media.maxBytes > 0, `limits.media.${kind}.maxBytes is positive`)
  }
}

function textLimits(value: unknown, path = 'limits'): [string, TextLimit][] {
  if (typeof value !== 'object' || value === null) return []
  if ('unit' in value) return [[path, value as TextLimit]]
  return Object.entries(value).flatMap(([name, inner]) => textLimits(inner, `${path}.${name}`))
}

function checkWindows(t: T, { adapter }: Subject): void {
  const { windows } = adapter
  t.ok(windows.length > 0, 'at least one window lets something out')
  t.same(new Set(windows.map(({ id }) => id)).size, windows.length, 'window ids differ')
  for (const { id, opens, ms, allows } of windows) {
    t.ok(allows.length > 0, `window ${id} allows something`)
    t.ok(opens === 'always' ? ms === undefined : (ms ?? 0) > 0, `window ${id}: ms iff it closes`)
    for (const kind of allows)
      t.ok(isDeclared(adapter, kind), `window ${id} allows ${kind}, which is declared`)
  }
  const allowed = new Set(windows.flatMap(({ allows }) => allows))
  for (const kind of nativeKinds(adapter)) {
    // typing, read and handover are signals: no window holds them back
    const isSignal = ['typing', 'read', 'handover'].includes(kind)
    t.ok(isSignal || allowed.has(kind), `${kind} is declared, so a window allows it`)
  }
}

function isDeclared(adapter: Subject['adapter'], kind: OutboundKind): boolean {
  return isNative(adapter, kind) || levelOf(adapter, kind) === 'fallback'
}

function levelOf(adapter: Subject['adapter'], kind: OutboundKind): unknown {
  return (adapter.capabilities as unknown as Record<string, unknown>)[kind]
}

const ladder = ['rejected', 'dropped', 'fallback', 'partial', 'full']

function checkNarrow(t: T, { adapter, world }: Subject): void {
  const narrowed = adapter.narrow?.({ config: world.config }) ?? {}
  const wide = adapter.capabilities as unknown as Record<string, unknown>
  for (const [name, level] of Object.entries(narrowed.capabilities ?? {})) {
    const isLevel = typeof level === 'string' && ladder.includes(level)
    if (isLevel)
      t.ok(
        ladder.indexOf(level) <= ladder.indexOf(String(wide[name])),
        `narrow: ${name} is no wider`,
      )
  }
  const ids = new Set(adapter.windows.map(({ id }) => id))
  for (const { id } of narrowed.windows ?? []) t.ok(ids.has(id), `narrow: window ${id} is declared`)
  if (narrowed.limits)
    t.ok(narrowed.limits.text.max <= adapter.limits.text.max, 'narrow: the text limit is no wider')
}
