import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export interface Mailbox {
  url: string
  /** The next mail, headers and all. */
  next(): Promise<string>
  count(): number
}

/** A mail server on loopback that takes everything. */
export async function startMailbox(t: { teardown(work: () => unknown): void }): Promise<Mailbox> {
  const mails: string[] = []
  const waiting: ((mail: string) => void)[] = []
  let count = 0
  const server = createServer((socket) => void serve(socket))
  async function serve(socket: Socket): Promise<void> {
    function say(line: string): void {
      socket.write(`${line}\r\n`)
    }
    let mail: string[] | undefined
    say('220 mailbox')
    for await (const line of createInterface({ input: socket })) {
      if (mail && line === '.') {
        count++
        const whole = unquote(mail.join('\n'))
        const reader = waiting.shift()
        if (reader) reader(whole)
        else mails.push(whole)
        mail = undefined
        say('250 taken')
      } else if (mail) mail.push(line)
      else if (/^DATA/i.test(line)) {
        mail = []
        say('354 go on')
      } else if (/^QUIT/i.test(line)) {
        say('221 bye')
        socket.end()
      } else say('250 fine')
    }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return {
    url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`,
    next: async () => mails.shift() ?? new Promise((resolve) => waiting.push(resolve)),
    count: () => count,
  }
}

/** Long lines and equals signs travel as quoted-printable. */
function unquote(mail: string): string {
  if (!/^content-transfer-encoding: quoted-printable$/im.test(mail)) return mail
  return mail
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
