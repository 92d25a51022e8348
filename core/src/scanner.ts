import { createReadStream } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { Readable, Transform } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'

import { refuse } from './errors.ts'

const timeoutMs = 30_000

/**
 * Lets clamd look at a file, where SCANNER_URL names one. Throws `infected`, or `busy` while nobody can say: what was not
 * looked at is not let in. https://docs.clamav.net/manual/Usage/Scanning.html#clamd
 */
export async function scan(scannerUrl: string | undefined, path: string): Promise<void> {
  if (!scannerUrl) return
  const frames = createReadStream(path).compose(framing())
  const verdict = await ask(scannerUrl, 'INSTREAM', frames).catch(() => '')
  if (verdict.endsWith(' FOUND')) throw refuse('infected')
  if (!verdict.endsWith(': OK'))
    throw refuse('busy', {
      detail: 'The file cannot be scanned now; try again soon',
      headers: { 'retry-after': '30' },
    })
}

/** For the doctor. */
export async function isScannerThere(scannerUrl: string): Promise<boolean> {
  return (await ask(scannerUrl, 'PING', Readable.from([])).catch(() => '')) === 'PONG'
}

/** One command on a connection of its own, which the scanner closes after its answer. */
async function ask(scannerUrl: string, command: string, body: Readable): Promise<string> {
  const socket = open(new URL(scannerUrl))
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')))
  try {
    socket.write(`z${command}\0`)
    // it may answer before it has read everything
    const [answer] = await Promise.all([
      text(socket),
      pipeline(body, socket, { end: false }).catch(() => undefined),
    ])
    return answer.replace(/\0$/, '')
  } finally {
    socket.destroy()
  }
}

function open({ hostname, port, pathname }: URL): Socket {
  return hostname ? connect({ host: hostname, port: Number(port || 3310) }) : connect(pathname)
}

/** Each chunk after its length, and nothing as the end. */
function framing(): Transform {
  function lengthOf(bytes: number): Buffer {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes)
    return length
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      this.push(lengthOf(chunk.length))
      done(null, chunk)
    },
    flush(done) {
      done(null, lengthOf(0))
    },
  })
}
