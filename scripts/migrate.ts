/** Brings the database to this version's schema, or says what is pending: `node scripts/migrate.ts [--pending] [--json]`. */
import {
  ChangedMigrationError,
  executedNames,
  loadConfig,
  migrate,
  migrations,
  openDatabase,
  refuseChanged,
} from '@parley/core'

const { config, faults } = loadConfig(process.env, new URL('..', import.meta.url).pathname)
if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n`)
  process.exit(78)
}
const database = await openDatabase(config, (line) => process.stderr.write(`${line}\n`))
try {
  const before = new Set(await executedNames(database.pool))
  const pending = migrations.map(({ name }) => name).filter((name) => !before.has(name))
  const isQuestion = process.argv.includes('--pending')
  if (isQuestion) await refuseChanged(database.pool, database)
  const applied = isQuestion ? [] : await migrate(database)
  const result = { applied, pending: pending.filter((name) => !applied.includes(name)) }
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`)
  else
    process.stdout.write(
      applied.length > 0
        ? `migrated: ${applied.join(', ')}\n`
        : pending.length > 0 && applied.length === 0
          ? `pending: ${pending.join(', ')}\n`
          : 'up to date\n',
    )
} catch (error) {
  if (!(error instanceof ChangedMigrationError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 78
} finally {
  await database.close()
}
