/** The same with a PostgreSQL server of its own, the oldest version that is supported where the machine has it. */
import t from 'tap'

import { startServer } from '../../scripts/test/postgres-server.ts'
import { crashAndJudge } from './crash-run.ts'
import { openSite } from './crash-site.ts'

const server = await startServer()
const skip = !server && 'no PostgreSQL server on this machine'

t.test(
  'a killed server on a database of its own loses and doubles nothing',
  { skip },
  async (t) => {
    t.teardown(() => server!.stop())
    await server!.query('postgres', 'create database parley')
    const site = await openSite(t, { databaseUrl: server!.urlOf('parley') })
    const [row] = await site.query<{ version: string }>('select version() as version')
    t.comment(row!.version)
    await crashAndJudge(t, site, {
      times: Number(process.env['TEST_KILLS'] ?? 3),
      kill: () => site.crash(),
    })
  },
)
