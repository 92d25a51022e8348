import { once } from 'node:events'
import { createServer } from 'node:net'

// below the range from which the system takes ports for outgoing calls, and another stretch for each process
const first = 20_000
const stretch = 12_000
let next = (process.pid * 37) % stretch

/** A port of loopback that nobody listens on, and that no other test file will pick meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = first + (next++ % stretch)
    const server = createServer()
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
