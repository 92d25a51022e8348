/** Logging: JSON lines, no secrets, no personal text at info. */
import { type Logger, type LoggerOptions, pino } from 'pino'

import type { Config } from './config.ts'

export type { Logger } from 'pino'

// second net under the serializers: shapes of secrets that a library may put into a message
const shapes = [
  /EAA[A-Za-z0-9]{20,}/g,
  /Bearer\s+[\w.~+/-]+=*/gi,
  /(access_token|client_secret|appsecret_proof|hub\.verify_token|signature|token)=[^&\s"']+/gi,
  /sha256=[0-9a-f]{64}/g,
  /eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/g,
  /\b(postgres(?:ql)?|rediss?|smtps?|s3):\/\/[^@\s"']+@/gi,
]

export function scrub(text: string): string {
  return shapes.reduce((clean, shape) => clean.replace(shape, '[redacted]'), text)
}

export function loggerOptions(config: Pick<Config, 'logLevel'>): LoggerOptions {
  return {
    level: config.logLevel,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    serializers: {
      // an allowlist: headers, bodies and query strings never reach a line
      req: (request: { method: string; url: string; id: string; ip?: string }) => ({
        method: request.method,
        path: request.url?.split('?')[0],
        id: request.id,
        address: request.ip,
      }),
      res: (reply: { statusCode: number }) => ({ status: reply.statusCode }),
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        message: scrub(error.message),
        stack: scrub(error.stack ?? ''),
      }),
    },
    redact: {
      paths: [
        'password',
        'token',
        'secret',
        'secrets',
        'accessToken',
        'refreshToken',
        'authorization',
        '*.password',
        '*.token',
        '*.secret',
        '*.secrets',
        '*.accessToken',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
  }
}

/** To standard output; a command whose output is its result logs to standard error. */
export function createLogger(config: Pick<Config, 'logLevel'>, { isCommand = false } = {}): Logger {
  return pino(loggerOptions(config), pino.destination(isCommand ? 2 : 1))
}
