/** Administration from a shell: `npm run cli -- user create --email ana@example.com`. Every command takes `--json`. */
import { parseArgs } from 'node:util'

import { prove } from './commands/audit.ts'
import { type Command, UsageError } from './commands/command.ts'
import { checkConnections, disable, listAll } from './commands/connections.ts'
import { list as listDeliveries, replay } from './commands/deliveries.ts'
import { rotate } from './commands/keys.ts'
import { list as listOutbox, retry } from './commands/outbox.ts'
import { runRetention } from './commands/retention.ts'
import { exportAll, importAll } from './commands/transfer.ts'
import { createUser, disableUser, listPeople, resetLink } from './commands/users.ts'
import { openForCommand } from './open-kernel.ts'

const commands: Record<string, Command> = {
  'user create': createUser,
  'user list': listPeople,
  'user reset-password': resetLink,
  'user disable': disableUser,
  'connection list': listAll,
  'connection check': checkConnections,
  'connection disable': disable,
  'deliveries list': listDeliveries,
  'deliveries replay': replay,
  'outbox list': listOutbox,
  'outbox retry': retry,
  'keys rotate': rotate,
  export: exportAll,
  import: importAll,
  'retention run': runRetention,
  'audit verify': prove,
}

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  const name = Object.keys(commands).find((each) => `${words.join(' ')} `.startsWith(`${each} `))
  if (!name) {
    process.stderr.write(`${usage()}\n`)
    return words.length === 0 || words.includes('--help') ? 0 : 64
  }
  try {
    await runCommand(commands[name]!, words.slice(name.split(' ').length))
    return 0
  } catch (error) {
    const isUsage =
      error instanceof UsageError ||
      String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS')
    process.stderr.write(
      `${(error as Error).message}\n${isUsage ? `usage: ${name} ${commands[name]!.usage}\n` : ''}`,
    )
    return isUsage ? 64 : 1
  }
}

async function runCommand(command: Command, words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { ...command.options, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const kernel = await openForCommand()
  try {
    const result = await command.run(kernel, {
      options: values,
      words: positionals,
    })
    process.stdout.write(`${values['json'] ? JSON.stringify(result.data) : result.text}\n`)
  } finally {
    await kernel.close()
  }
}

function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { usage, does }]) => `  ${`${name} ${usage}`.padEnd(70)} ${does}`,
  )
  return ['npm run cli -- COMMAND [--json]', ...lines].join('\n')
}
