/** The inbox's pages and files by themselves, from a process that knows no secret: the container `frontend`. */
import { createLogger, type Kernel, loadConfig } from '@parley/core'
import { createServer } from '@parley/plugins/http'
import { security } from '@parley/plugins/security'
import { web } from '@parley/plugins/web'
import closeWithGrace from 'close-with-grace'
import { Type } from 'typebox'

const root = new URL('..', import.meta.url).pathname
const { config, faults } = loadConfig(process.env, root)
const ours = faults.filter((fault) => /^(FRONTEND_URL|PORT|HOST|LOG_LEVEL) /.test(fault))
if (ours.length > 0) {
  process.stderr.write(`${ours.join('\n')}\n`)
  process.exit(78)
}
// these three plugins ask the kernel for its settings and its log, and for nothing else
const app = createServer({ config, log: createLogger(config) } as Kernel)
await app.register(security)
app.get(
  '/livez',
  {
    config: { right: 'public', quiet: true },
    schema: { response: { 200: Type.Object({ status: Type.String() }) } },
  },
  async () => ({ status: 'ok' }),
)
await app.register(web)
await app.listen({ port: config.port, host: config.host })
closeWithGrace({ delay: 5000, logger: false }, () => app.close())
