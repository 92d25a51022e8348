/** Every connected account, asked by its own adapter: token, permissions, subscribed fields. */
import {
  type Adapters,
  ask,
  type Config,
  createLogger,
  type Database,
  type Kernel,
  type OpenConnection,
  openKernel,
} from '@parley/core'

import { failed, type Finding, passed, unchecked } from './finding.ts'
import { reasonOf } from './http.ts'

interface Given {
  config: Config
  adapters: Adapters
  /** Undefined where the database did not answer, or is not one that this version can use. */
  database: Database | undefined
}

export async function checkConnections({ config, adapters, database }: Given): Promise<Finding[]> {
  if (!database) return [unchecked('connections', 'the connections', 'the database comes first')]
  const kernel = await openKernel(config, adapters, {
    database,
    log: createLogger({ logLevel: 'silent' }),
  })
  try {
    const all = (await kernel.connections.all()).filter(({ status }) => status !== 'disabled')
    if (all.length === 0)
      return [
        unchecked(
          'connections',
          'no account is connected',
          'connect one in the settings of the inbox',
        ),
      ]
    return (await Promise.all(all.map((connection) => askPlatform(kernel, connection)))).flat()
  } finally {
    await kernel.close()
  }
}

async function askPlatform(kernel: Kernel, connection: OpenConnection): Promise<Finding[]> {
  const { channel, name } = connection
  const adapter = kernel.adapters.byChannel.get(channel)
  if (!adapter)
    return [
      failed(`connection.${channel}`, `${name}: no adapter for ${channel}`, 'name it in ADAPTERS'),
    ]
  try {
    const { checks } = await ask(kernel, adapter, connection)
    return checks.map(({ id, label, ok, detail, fix }) => {
      const found = [`${name}: ${label}`, detail].filter(Boolean).join(', ')
      return ok
        ? passed(`connection.${channel}.${id}`, found)
        : failed(
            `connection.${channel}.${id}`,
            found,
            fix ?? 'reconnect it in the settings of the inbox',
          )
    })
  } catch (error) {
    return [
      unchecked(
        `connection.${channel}`,
        `${name}: ${reasonOf(error)}`,
        'the platform does not answer from here',
      ),
    ]
  }
}
