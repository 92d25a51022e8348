/** The health check of a container: exit 0 when a path of its own server answers 200, or `database` when DATABASE_URL accepts a connection. */
import { connect } from 'node:net'

const [what = '/readyz'] = process.argv.slice(2)
const isWell = what === 'database' ? await reachesDatabase() : await answers(what)
process.exit(isWell ? 0 : 1)

async function answers(path: string): Promise<boolean> {
  const url = `http://127.0.0.1:${process.env['PORT'] ?? '3001'}${path}`
  const answer = await fetch(url, { signal: AbortSignal.timeout(4000) }).catch(() => undefined)
  return answer?.ok === true
}

function reachesDatabase(): Promise<boolean> {
  const { hostname, port } = new URL(process.env['DATABASE_URL'] ?? 'postgres://localhost')
  const socket = connect({ host: hostname, port: Number(port || 5432), timeout: 4000 })
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true))
    for (const failure of ['error', 'timeout']) socket.once(failure, () => resolve(false))
  })
}
