/** The settings: every fault that would end a start, and what is legal but unwise in production. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { type Adapters, type Loaded, loadConfig, misspelled, variablesOf } from '@parley/core'

import {
  failed,
  type Finding,
  inside,
  passed,
  type Patient,
  unchecked,
  verdict,
} from './finding.ts'

export function checkSettings(patient: Patient, adapters: Adapters): Finding[] {
  const { faults, warnings } = loadConfig(patient.env, patient.root)
  const all = [...faults, ...adapters.faults]
  return [
    ...all.map((fault) => failed('settings', fault, `set it in .env: ${fault.split(' ')[0]}`)),
    ...(all.length === 0 ? [passed('settings', 'every setting is valid')] : []),
    ...misspelled(patient.env, variablesOf(adapters)).map((line) =>
      failed('settings.name', line, 'correct the name in .env'),
    ),
    ...warnings.map((line) => failed('settings.warning', line, 'see docs/operate.md, Database')),
    ...adapters.loaded.filter(({ state }) => state !== 'ready').map(brokenAdapter),
    ...checkProduction(patient),
    ...checkFile(patient.root),
  ]
}

function brokenAdapter({ spec, state, reason = '' }: Loaded): Finding {
  return failed(
    'settings.adapter',
    `the adapter ${spec} was ${state}: ${reason}`,
    'correct ADAPTERS, or the package it names',
  )
}

function checkProduction(patient: Patient): Finding[] {
  const { env, config } = patient
  const nodeMajor = Number(process.versions.node.split('.')[0])
  return [
    verdict('settings.production', env['NODE_ENV'] === 'production', {
      found: `NODE_ENV is ${env['NODE_ENV'] ?? 'not set'}`,
      fix: 'set NODE_ENV=production: only then weak secrets and plain http are refused',
    }),
    checkPlatform(env),
    verdict('settings.registration', config.registration === 'invite', {
      found: `REGISTRATION=${config.registration}`,
      fix: 'set REGISTRATION=invite: now any stranger can become an agent and read every chat',
    }),
    checkProxy(patient),
    ...checkLimits(patient),
    verdict('logs.level', !['debug', 'trace'].includes(config.logLevel), {
      found: `LOG_LEVEL=${config.logLevel}`,
      fix: 'set LOG_LEVEL=info: lower levels may hold personal text',
    }),
    verdict('settings.mail', Boolean(config.smtpUrl), {
      found: config.smtpUrl ? 'mail is configured' : 'no SMTP_URL',
      fix: 'set SMTP_URL, or nobody can reset a password without npm run cli -- user reset-password',
    }),
    verdict('settings.metrics', Boolean(config.metricsToken), {
      found: config.metricsToken ? 'metrics have a token' : 'no METRICS_TOKEN',
      fix: 'set METRICS_TOKEN, or no Prometheus can read /metrics from another container',
    }),
    verdict('settings.node', nodeMajor >= 26, {
      found: `Node.js ${process.versions.node}`,
      fix: 'start it by npm start or in its image: both bring their own Node.js',
    }),
  ]
}

function checkPlatform(env: Patient['env']): Finding {
  const replaced = ['META_GRAPH_URL', 'META_LOGIN_URL'].filter((name) => env[name])
  return verdict('settings.graph', replaced.length === 0, {
    found:
      replaced.length > 0
        ? `${replaced.join(', ')} in place of Meta’s own servers`
        : 'Meta’s own servers are asked',
    fix: `remove ${replaced.join(', ')}: tokens go to another server`,
  })
}

function checkProxy({ config, isBesideStack }: Patient): Finding {
  if (isBesideStack)
    return unchecked('settings.proxy', 'TRUST_PROXY is set by docker-compose.yml', inside)
  return verdict('settings.proxy', config.trustProxy.length > 0, {
    found: `TRUST_PROXY=${config.trustProxy.join() || '(empty)'}`,
    fix: 'set TRUST_PROXY to the address of the proxy that ends TLS: now all clients share one address and one rate limit',
  })
}

function checkLimits({ config }: Patient): Finding[] {
  const perSecond = (config.rateLimitMax / config.rateLimitWindowMs) * 1000
  return [
    verdict('limits.requests', perSecond <= 100, {
      found: `${config.rateLimitMax} requests in ${config.rateLimitWindowMs / 1000} s for each person or address`,
      fix: 'lower RATE_LIMIT_MAX_REQUESTS, or raise RATE_LIMIT_WINDOW_MS: a limit above 100 a second protects nobody',
    }),
    unchecked(
      'limits.sign-in',
      'wrong passwords are slowed down for each account and address',
      'trying it would lock out the address that the doctor asks from',
    ),
  ]
}

function checkFile(root: string): Finding[] {
  const file = join(root, '.env')
  if (!existsSync(file)) return []
  const mode = statSync(file).mode & 0o777
  return [
    verdict('secrets.file', (mode & 0o077) === 0, {
      found: `.env has the mode ${mode.toString(8)}`,
      fix: 'chmod 600 .env: other users of this machine can read every secret',
    }),
  ]
}
