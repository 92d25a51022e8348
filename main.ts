/** Starts Parley: settings, adapters, kernel, server; and stops it with grace. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import {
  type Adapters,
  ChangedMigrationError,
  type Config,
  DataFolderError,
  type Kernel,
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

interface Running {
  kernel: Kernel
  close(): Promise<void>
}

async function start(): Promise<Running> {
  const { config, faults, warnings } = loadConfig(process.env, import.meta.dirname)
  const adapters = await loadAdapters(config.adapters ?? [], {
    root: config.root,
    env: process.env,
  })
  const all = [...faults, ...adapters.faults]
  if (all.length > 0) throw new SettingsError(all)
  const lines = [...warnings, ...misspelled(process.env, variablesOf(adapters))]
  for (const { spec, state, reason } of adapters.loaded)
    if (state !== 'ready') lines.push(`adapter ${spec} was ${state}: ${reason}`)
  for (const line of lines) process.stderr.write(`warning: ${line}\n`)
  const running = await open(config, adapters)
  setTimeout(collectGarbage, 3000).unref()
  return running
}

/** What was opened is closed again when the rest cannot be: the embedded database would outlive us. */
async function open(config: Config, adapters: Adapters): Promise<Running> {
  const platforms = await startPlatforms(config, adapters)
  const opened: { close(): Promise<void> }[] = [platforms]
  async function close(): Promise<void> {
    for (const each of opened.toReversed()) await each.close()
  }
  try {
    const server = await buildApp(config, platforms.adapters, { platforms: platforms.running })
    opened.push(server)
    await server.listen()
    await platforms.connect(server.kernel)
    greet(config, platforms.running.length > 0)
    return { kernel: server.kernel, close }
  } catch (error) {
    await close()
    throw error
  }
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

class SettingsError extends Error {
  override name = 'SettingsError'

  constructor(faults: readonly string[]) {
    super(`these settings are not right:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
  }
}

function giveUp(error: unknown): void {
  const isSettings = settingsErrors.some((each) => error instanceof each) || isPortTaken(error)
  process.stderr.write(
    `Parley cannot start: ${error instanceof Error ? (isSettings ? error.message : error.stack) : String(error)}\n`,
  )
  process.exit(isSettings ? exits.configuration : isTemporary(error) ? exits.temporary : 1)
}
const settingsErrors = [
  SettingsError,
  DataFolderError,
  WrongKeyError,
  NewerDatabaseError,
  ChangedMigrationError,
]

function isPortTaken(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException
  return syscall === 'listen' && ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'].includes(code ?? '')
}

function isTemporary(error: unknown): boolean {
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout|the database system is/i.test(
    String(error),
  )
}

const starting = start()
starting.catch(giveUp)
// from the first moment: a stop while it starts waits until there is something to close
closeWithGrace({ delay: 20_000, logger: false }, async ({ err }) => {
  const running = await starting.catch(() => undefined)
  if (err) running?.kernel.log.fatal({ err }, 'ending after an error')
  await running?.close()
})
