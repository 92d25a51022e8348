import type { Kernel } from '@parley/core'
import { createTransport } from 'nodemailer'

export interface Mail {
  to: string
  subject: string
  text: string
  link: string
}
export interface Mailer {
  /** False where no mail server is configured. */
  readonly isReal: boolean
  /** Never throws: the person can ask again, and the log says what was wrong. */
  send(mail: Mail): Promise<void>
}

/** Over SMTP_URL. Without it the link is logged, outside production only: whoever holds it can sign in. */
export function openMailer({ config, log }: Pick<Kernel, 'config' | 'log'>): Mailer {
  if (!config.smtpUrl)
    return {
      isReal: false,
      async send({ link, subject }) {
        if (config.isProduction) log.warn({ subject }, 'no SMTP_URL: a mail was not sent')
        else log.warn({ subject, link }, 'no SMTP_URL: open this link instead of a mail')
      },
    }
  const transport = createTransport(config.smtpUrl, {
    from: config.mailFrom ?? `Parley <no-reply@${new URL(config.frontendUrl).hostname}>`,
  })
  return {
    isReal: true,
    async send({ to, subject, text, link }) {
      try {
        await transport.sendMail({ to, subject, text: `${text}\n\n${link}\n` })
      } catch (err) {
        log.error({ err, subject }, 'a mail was not sent')
      }
    },
  }
}
