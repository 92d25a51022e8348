import t from 'tap'

import { openMailer } from '../src/mail.ts'
import { startMailbox } from './mailbox.ts'

const mail = {
  to: 'ana@example.com',
  subject: 'Hello',
  text: 'Come in.',
  link: 'https://inbox.example/reset?token=AAAABBBBCCCC',
}

/** A mailer with these settings, and what it logs. */
function mailerWith(config: object) {
  const lines: string[] = []
  function note(more: { err?: Error }, message: string): void {
    lines.push(JSON.stringify([more, message, more.err?.message, more.err?.stack]))
  }
  const log = { warn: note, error: note } as never
  const settings = { frontendUrl: 'https://inbox.example', isProduction: true, ...config }
  return { mailer: openMailer({ config: settings as never, log }), lines }
}

t.test('a mail goes over the configured server, from the inbox’s own domain', async (t) => {
  const mailbox = await startMailbox(t)
  const { mailer } = mailerWith({ smtpUrl: mailbox.url })
  t.equal(mailer.isReal, true)
  await mailer.send(mail)
  const text = await mailbox.next()
  for (const part of ['From: Parley <no-reply@inbox.example>', 'To: ana@example.com', mail.link])
    t.match(text, part)
})

t.test(
  'without a mail server the link is logged in development, and never in production',
  async (t) => {
    const development = mailerWith({ isProduction: false })
    t.equal(development.mailer.isReal, false)
    await development.mailer.send(mail)
    t.match(development.lines.join(''), mail.link)
    const production = mailerWith({})
    await production.mailer.send(mail)
    t.match(production.lines.join(''), 'was not sent')
    t.notMatch(production.lines.join(''), /token|ana@/)
  },
)

t.test('a mail server that is away is a line in the log', async (t) => {
  const { mailer, lines } = mailerWith({ smtpUrl: 'smtp://user:secret@127.0.0.1:1' })
  await mailer.send(mail)
  t.match(lines.join(''), 'a mail was not sent')
  t.notMatch(lines.join(''), /secret|AAAABBBB/)
})
