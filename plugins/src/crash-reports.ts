/** Crashes go to Sentry when SENTRY_DSN is set: type, stack and place, scrubbed. Never a request, a person or a text. */
import { randomUUID } from 'node:crypto'

import { type Kernel, scrub } from '@parley/core'
import fp from 'fastify-plugin'

import type { App } from './http.ts'
import { isBug } from './problems.ts'
import { versionOf } from './setup.ts'

const perMinute = 20

export type ReportCrash = (error: Error, place?: Record<string, string>) => Promise<void>

/**
 * One small POST instead of the SDK, which would hook into every module and carry breadcrumbs of what people do.
 * https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export function openCrashReports(kernel: Pick<Kernel, 'config' | 'log'>): ReportCrash {
  const { config, log } = kernel
  if (!config.sentryDsn) return async () => undefined
  const { username, protocol, host, pathname } = new URL(config.sentryDsn)
  const [, prefix = '', project = ''] = /^(.*)\/([^/]+)$/.exec(pathname) ?? []
  const url = `${protocol}//${host}${prefix}/api/${project}/envelope/`
  const release = `parley@${versionOf(kernel)}`
  let window = { startedAt: 0, count: 0 }
  return async (error, place = {}) => {
    if (Date.now() - window.startedAt > 60_000) window = { startedAt: Date.now(), count: 0 }
    // one fault in a loop must not become a flood
    if (++window.count > perMinute) return
    const environment = config.nodeEnv
    try {
      await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-sentry-envelope',
          'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${username}, sentry_client=parley/1`,
        },
        body: envelopeOf(error, { ...place, release, environment }),
        redirect: 'error',
        signal: AbortSignal.timeout(5000),
      })
    } catch (err) {
      log.warn({ err }, 'a crash report was not sent')
    }
  }
}

/** Reports what leaves as 5xx through a bug of ours. */
export const crashReports = fp(
  async (app: App) => {
    const report = openCrashReports(app.kernel)
    app.addHook('onError', async (request, _reply, error) => {
      const place = { route: request.routeOptions.url ?? '', requestId: request.id }
      if (isBug(error, request)) void report(error, place)
    })
  },
  { name: 'crash-reports' },
)

function envelopeOf(
  error: Error,
  { release = '', environment = '', ...tags }: Record<string, string>,
): string {
  const event_id = randomUUID().replaceAll('-', '')
  const event = {
    event_id,
    timestamp: new Date().toISOString(),
    platform: 'node',
    level: 'error',
    release,
    environment,
    tags,
    exception: {
      values: [
        { type: error.name, value: scrub(error.message), stacktrace: { frames: framesOf(error) } },
      ],
    },
  }
  return [{ event_id }, { type: 'event' }, event].map((part) => JSON.stringify(part)).join('\n')
}

// Sentry wants the oldest call first
function framesOf({ stack = '' }: Error): object[] {
  const lines = stack.matchAll(/at (?:(.+?) \()?(?:file:\/\/)?([^()\s]+):(\d+):(\d+)\)?$/gm)
  return [...lines]
    .map(([, name = '?', filename, line, column]) => ({
      function: name,
      filename,
      lineno: Number(line),
      colno: Number(column),
      in_app: !filename!.includes('node_modules') && !filename!.startsWith('node:'),
    }))
    .reverse()
}
