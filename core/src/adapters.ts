/** Loads the adapters named in ADAPTERS, outside Fastify: a broken one is reported, the rest start. */
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { TObject } from 'typebox'

import { CHANNEL_API, type ChannelAdapter } from './adapter.ts'
import { isPublicAddress } from './public-address.ts'
import { type Env, isProduction, readSettings, rowsOf } from './settings.ts'

// the kernel handles adapters whose types it cannot know; each adapter is checked where it is defined
// oxlint-disable-next-line typescript/no-explicit-any
export type Adapter = ChannelAdapter<any, any, any>
export interface Loaded {
  spec: string
  id?: string
  state: 'ready' | 'refused' | 'failed'
  reason?: string
  adapter?: Adapter
}
export interface Adapters {
  readonly loaded: readonly Loaded[]
  readonly byChannel: ReadonlyMap<string, Adapter>
  /** The app-wide settings of a channel: app id, app secret, verify token. */
  appOf(channel: string): Record<string, unknown>
  readonly faults: readonly string[]
}
interface Card {
  channel: string
  api: string
  entry: string
  folder: string
}

/** `specs` are package names, or folders that start with a dot. Reads each adapter's settings from `env`. */
export async function loadAdapters(
  specs: readonly string[],
  { root, env, timeoutMs = 5000 }: { root: string; env: Env; timeoutMs?: number },
): Promise<Adapters> {
  const seen = new Set<string>()
  const cards: { spec: string; card: Card | Loaded }[] = []
  for (const spec of specs) cards.push({ spec, card: await readCard(spec, { root, seen }) })
  const loading = cards.map(async ({ spec, card }) =>
    'state' in card ? card : importAdapter(spec, card, timeoutMs),
  )
  const loaded = await Promise.all(loading)
  return adaptersOf(loaded, env)
}

/** `app` overrides what the environment says: a simulator points an adapter at itself. */
export function adaptersOf(
  loaded: readonly Loaded[],
  env: Env,
  app: Readonly<Record<string, object>> = {},
): Adapters {
  const ready = loaded.flatMap(({ id, adapter }) => (id && adapter ? [[id, adapter] as const] : []))
  const settings = new Map(
    ready.map(([id, adapter]) => [id, readSettings(adapter.schemas.app, env)]),
  )
  const faults = ready.flatMap(([id, adapter]) => {
    const { values, faults } = settings.get(id)!
    return [...faults, ...strangeAddresses(adapter, values, env)]
  })
  return {
    loaded,
    byChannel: new Map(ready),
    appOf: (channel) => ({ ...settings.get(channel)?.values, ...app[channel] }),
    faults: [...new Set(faults)],
  }
}

/** Tokens go where these addresses lead. In production that is no machine inside, unless a trial is meant. */
function strangeAddresses(
  adapter: Adapter,
  values: Readonly<Record<string, unknown>>,
  env: Env,
): string[] {
  if (!isProduction(env) || env['SIMULATOR'] === 'remote') return []
  return rowsOf(adapter.schemas.app as TObject).flatMap(([property, row]) => {
    const value = values[property]
    return typeof value === 'string' && /^https?:/.test(value) && !isPublic(value)
      ? [`${row['x-env']} must be https and public; SIMULATOR=remote allows a simulator elsewhere`]
      : []
  })
}

function isPublic(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  const host = hostname.replace(/^\[|\]$/g, '')
  const isOutside =
    isIP(host) > 0
      ? isPublicAddress(host)
      : /[^.]\.[^.]+$/.test(host) && !/\.(local|localhost|internal|lan|home\.arpa)$/.test(host)
  return protocol === 'https:' && isOutside
}

/** The variables that the adapters read, for the check of misspelled names and for `.env.example`. */
export function variablesOf(adapters: Adapters): string[] {
  return [
    ...new Set(
      [...adapters.byChannel.values()].flatMap(({ schemas }) =>
        rowsOf(schemas.app as TObject).map(([, row]) => row['x-env']!),
      ),
    ),
  ]
}

/** No secret of the app is set: nothing could be verified, so the platform is not configured here. */
export function isConfigured(adapter: Adapter, app: Record<string, unknown>): boolean {
  const secrets = Object.entries(
    adapter.schemas.app.properties as Record<string, { 'x-ui'?: { secret?: boolean } }>,
  ).filter(([, row]) => row['x-ui']?.secret)
  return secrets.length === 0 || secrets.some(([name]) => app[name] !== undefined)
}

// read before any adapter code runs
async function readCard(
  spec: string,
  { root, seen }: { root: string; seen: Set<string> },
): Promise<Card | Loaded> {
  function refused(reason: string, id?: string): Loaded {
    return { spec, ...(id && { id }), state: 'refused', reason }
  }
  try {
    const path = spec.startsWith('.')
      ? join(root, spec, 'package.json')
      : findPackageJSON(spec, pathToFileURL(join(root, 'package.json')))
    if (!path) return refused('package not found')
    const { parley: card } = JSON.parse(await readFile(path, 'utf8')) as { parley?: Partial<Card> }
    if (!card?.channel || !card.api || !card.entry)
      return refused('no "parley" field in package.json')
    if (!isCompatible(card.api))
      return refused(
        `built for channel API ${card.api}, this server has ${CHANNEL_API}`,
        card.channel,
      )
    if (seen.has(card.channel))
      return refused(`channel "${card.channel}" is already loaded`, card.channel)
    seen.add(card.channel)
    return { channel: card.channel, api: card.api, entry: card.entry, folder: dirname(path) }
  } catch (error) {
    return { spec, state: 'failed', reason: reasonOf(error) }
  }
}

async function importAdapter(spec: string, card: Card, timeoutMs: number): Promise<Loaded> {
  const id = card.channel
  let timer: NodeJS.Timeout | undefined
  try {
    // a module that never settles would hang the start
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('import timed out')), timeoutMs)
    })
    const entry = pathToFileURL(join(card.folder, card.entry)).href
    const { channel } = (await Promise.race([import(entry), late])) as {
      channel?: Adapter & { $channel?: unknown }
    }
    if (!channel || !isWhole(channel, id))
      return { spec, id, state: 'failed', reason: 'exports no `channel` made by defineChannel' }
    return { spec, id, state: 'ready', adapter: channel }
  } catch (error) {
    return { spec, id, state: 'failed', reason: reasonOf(error) }
  } finally {
    clearTimeout(timer)
  }
}

function isWhole(channel: Adapter & { $channel?: unknown }, id: string): boolean {
  const members = [channel.parse, channel.send, channel.verify, channel.classify, channel.check]
  return (
    channel.$channel === 1 &&
    channel.manifest?.id === id &&
    members.every((member) => typeof member === 'function') &&
    Boolean(channel.schemas?.app && channel.webhook?.path)
  )
}

export function isCompatible(range: string): boolean {
  const [major, minor] = CHANNEL_API.split('.').map(Number) as [number, number]
  const asked = /^\^?(\d+)\.(\d+)$/.exec(range)
  return asked !== null && Number(asked[1]) === major && Number(asked[2]) <= minor
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
