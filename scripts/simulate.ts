/** Meta's platform without Meta: `npm run simulate` serves it alone, `npm run simulate -- --rate 200` sends webhooks to a running server. */
import { parseArgs } from 'node:util'

import { sendLoad } from './simulate/load.ts'
import { serve } from './simulate/serve.ts'

const usage = `npm run simulate -- [options]

Serve the platform, to try other programs against it:
  --port 4000             where it listens
  --host 127.0.0.1        on which address
  --webhook URL           where its webhooks go        (default: nowhere that answers)
  --secret TEXT           app secret that signs them   (default: made from the port)
  --verify-token TEXT     for the handshake            (default: simulated)
  --state FILE            remember everything in this file

Send load to a running server:
  --rate 200              deliveries per second
  --seconds 10            for so long
  --batch 1               updates in one delivery
  --people 200            written by so many people
  --url URL               the server, or its webhook   (default: http://127.0.0.1:3001)
  --secret TEXT           app secret                   (default: META_APP_SECRET, else that of its simulator)
`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const options = readOptions(args)
  if (typeof options === 'string') {
    console.error(options)
    return 64
  }
  if (options.help) {
    console.log(usage)
    return 0
  }
  return options.rate === undefined ? serveUntilStopped(options) : sendLoad(loadOf(options))
}

type Options = ReturnType<typeof parse>

function readOptions(args: string[]): Options | string {
  try {
    return parse(args)
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${usage}`
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: {
      port: { ...text, default: '4000' },
      host: { ...text, default: '127.0.0.1' },
      webhook: text,
      secret: text,
      'verify-token': text,
      state: text,
      rate: text,
      seconds: { ...text, default: '10' },
      batch: { ...text, default: '1' },
      people: { ...text, default: '200' },
      url: { ...text, default: 'http://127.0.0.1:3001' },
      help: { type: 'boolean' },
    },
  })
  if (!URL.canParse(values.url))
    throw new Error('--url must be an address like http://127.0.0.1:3001')
  for (const name of ['port', 'rate', 'seconds', 'batch', 'people'] as const) {
    const value = values[name]
    if (value !== undefined && !(Number(value) > 0)) throw new Error(`--${name} must be a number`)
  }
  return values
}

function loadOf(options: Options) {
  return {
    url: options.url,
    secret: options.secret ?? process.env['META_APP_SECRET'],
    rate: Number(options.rate),
    seconds: Number(options.seconds),
    batch: Number(options.batch),
    people: Number(options.people),
  }
}

async function serveUntilStopped(options: Options): Promise<number> {
  const running = await serve({
    port: Number(options.port),
    host: options.host,
    webhookUrl: options.webhook ?? 'http://127.0.0.1:9/webhook',
    appSecret: options.secret ?? `simulated-secret-${options.port}`,
    verifyToken: options['verify-token'] ?? 'simulated',
    ...(options.state && { stateFile: options.state }),
  })
  console.log(running.introduction)
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await running.close()
  return 0
}
