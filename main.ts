import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Starts Parley: settings, adapters, kernel, server; and stops it with grace. */
import {
  type Config,
  DataFolderError,
  loadAdapters,
  loadConfig,
  misspelled,
  NewerDatabaseError,
  variablesOf,
  WrongKeyError,
} from '@parley/core'
import { startPlatforms } from '@parley/plugins/platforms'
import closeWithGrace from 'close-with-grace'

import { buildApp } from './app.ts'

const exits = { configuration: 78, temporary: 75 }

async function start(): Promise<void> {
  const { config, faults, warnings } = loadConfig(process.env, import.meta.dirname)
  const adapters = await loadAdapters(config.adapters ?? [], {
    root: config.root,
    env: process.env,
  })
  const all = [...faults, ...adapters.faults]
  if (all.length > 0) return refuseToStart(all)
  const lines = [...warnings, ...misspelled(process.env, variablesOf(adapters))]
  for (const { spec, state, reason } of adapters.loaded)
    if (state !== 'ready') lines.push(`adapter ${spec} was ${state}: ${reason}`)
  for (const line of lines) process.stderr.write(`warning: ${line}\n`)
  const platforms = await startPlatforms(config, adapters)
  const server = await buildApp(config, platforms.adapters, { platforms: platforms.running }).catch(
    async (error: unknown) => {
      await platforms.close()
      throw error
    },
  )
  await server.listen()
  await platforms.connect(server.kernel)
  greet(config, platforms.running.length > 0)
  setTimeout(collectGarbage, 3000).unref()
  closeWithGrace({ delay: 20_000, logger: false }, async ({ err }) => {
    if (err) server.kernel.log.fatal({ err }, 'ending after an error')
    await server.close()
    await platforms.close()
  })
}

function greet({ frontendUrl, isProduction }: Config, isSimulated: boolean): void {
  if (isProduction) return
  const lines = [
    '',
    `  Parley      ${frontendUrl}`,
    `  API         ${frontendUrl}/docs`,
    ...(isSimulated ? [`  Simulator   ${frontendUrl}/simulator`] : []),
    `  Sign in     ${frontendUrl}/register for the first account, which becomes the admin`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Starting leaves some 50 MB of garbage that an idle server would keep for hours. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options?: object) => void
  collect()
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

function refuseToStart(faults: readonly string[]): void {
  process.stderr.write(
    `Parley cannot start with these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\n`,
  )
  process.exitCode = exits.configuration
}

start().catch((error: unknown) => {
  const isSettings =
    error instanceof DataFolderError ||
    error instanceof WrongKeyError ||
    error instanceof NewerDatabaseError
  process.stderr.write(
    `Parley cannot start: ${error instanceof Error ? (isSettings ? error.message : error.stack) : String(error)}\n`,
  )
  process.exit(isSettings ? exits.configuration : isTemporary(error) ? exits.temporary : 1)
})

function isTemporary(error: unknown): boolean {
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout|the database system is/i.test(
    String(error),
  )
}
