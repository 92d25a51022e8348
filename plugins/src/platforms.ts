/** Simulated platforms: run while no platform app is configured, so that everything can be tried without an account anywhere. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import {
  type Adapters,
  adaptersOf,
  type Config,
  checkConnection,
  isConfigured,
  type Kernel,
  save,
  sign,
} from '@parley/core'
import type { Json, Platform, PlatformHost, Simulator } from '@parley/core/adapter'

export interface Platforms {
  readonly running: readonly Platform[]
  /** The same adapters, pointed at their simulators. */
  readonly adapters: Adapters
  /** Makes the connections that a simulator comes with. Needs the server to listen. */
  connect(kernel: Kernel): Promise<void>
  close(): Promise<void>
}
type Shared = NonNullable<Simulator<unknown, unknown>['platform']>

/** Starts each platform once, for all the adapters that name it. None in production. */
export async function startPlatforms(config: Config, adapters: Adapters): Promise<Platforms> {
  const simulated = [...adapters.byChannel].filter(
    ([channel, adapter]) =>
      adapter.simulator.platform &&
      isWanted(config, isConfigured(adapter, adapters.appOf(channel))),
  )
  const shared = new Map<string, { platform: Shared; path: string }>(
    simulated.map(([, { simulator, webhook }]) => [
      simulator.platform!.id,
      { platform: simulator.platform!, path: webhook.path },
    ]),
  )
  const running = new Map<string, Platform>()
  for (const [id, { platform, path }] of shared)
    running.set(id, await platform.start(hostOf(config, id, path)))
  const app = Object.fromEntries(
    simulated.map(([channel, { simulator }]) => [
      channel,
      running.get(simulator.platform!.id)!.app as object,
    ]),
  )
  const channels = new Set(simulated.map(([channel]) => channel))
  return {
    running: [...running.values()],
    adapters: running.size > 0 ? adaptersOf(adapters.loaded, config.env, app) : adapters,
    async connect(kernel) {
      for (const platform of running.values()) {
        for (const { channel, ...fresh } of platform.connections) {
          if (channels.has(channel) && !(await kernel.connections.find(channel, fresh.externalId)))
            await checkConnection(kernel, await save(kernel, channel, fresh))
        }
      }
    },
    async close() {
      for (const platform of running.values()) await platform.close()
    },
  }
}

function isWanted({ simulator, isProduction }: Config, isConfiguredHere: boolean): boolean {
  return !isProduction && (simulator === 'on' || (simulator === 'auto' && !isConfiguredHere))
}

function hostOf(config: Config, id: string, path: string): PlatformHost {
  const file = join(config.dataDir, `simulator-${id}.json`)
  const origin = `http://127.0.0.1:${config.port}`
  return {
    baseUrl: `${origin}/simulator`,
    webhookUrl: `${isLocal(config.frontendUrl) ? config.frontendUrl : origin}/api/webhooks/${path}`,
    appSecret: sign(`simulator ${id} secret`, config.sessionSecret),
    verifyToken: sign(`simulator ${id} token`, config.sessionSecret),
    async load() {
      const text = await readFile(file, 'utf8').catch(() => undefined)
      return text ? (JSON.parse(text) as Json) : undefined
    },
    async save(state) {
      await mkdir(config.dataDir, { recursive: true })
      await writeFile(`${file}.new`, JSON.stringify(state))
      await rename(`${file}.new`, file)
    },
  }
}

// the address that a check compares is the one that the inbox shows
function isLocal(frontendUrl: string): boolean {
  return /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(frontendUrl)
}
