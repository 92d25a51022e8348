import type {
  CallContext,
  Check,
  CheckResult,
  Connect,
  Connection,
  ConnectStep,
  Failure,
} from '@parley/core/adapter'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { type App, config, type Config, secrets, type Secrets } from './platform.ts'
import { call } from './send.ts'

const schema = Type.Object({ ...config.properties, ...secrets.properties })

export const connect: Connect<App, Config, Secrets> = {
  flows: [{ id: 'token', label: 'Paste a bot token' }],
  async begin(flow) {
    if (flow !== 'token') return failed(`there is no way to connect called ${flow}`)
    return { type: 'form', id: 'token', schema, help: 'Acme Chat → Room → Bots', state: null }
  },
  async next(_state, input) {
    if (!Value.Check(schema, input)) return failed('the room id or the token is missing')
    const { roomId, token } = input
    const connection = { externalId: roomId, name: roomId, config: { roomId }, secrets: { token } }
    return { type: 'done', connections: [connection] }
  },
}

function failed(message: string): ConnectStep {
  const failure = { kind: 'config', retry: 'no', scope: 'message', certain: true, message } as const
  return { type: 'failed', failure }
}

export async function check(
  connection: Connection<Config, Secrets>,
  context: CallContext<App>,
): Promise<CheckResult> {
  const answer = await call(`/rooms/${encodeURIComponent(connection.config.roomId)}`, {
    ...context,
    connection,
  })
  const token: Check = { id: 'token', label: 'The bot token works', ok: true }
  if (!('failure' in answer))
    return { status: 'connected', ...(answer.name && { name: answer.name }), checks: [token] }
  return {
    ...problemOf(answer.failure),
    checks: [{ ...token, ok: false, ...fixOf(answer.failure) }],
  }
}

function problemOf({ retry }: Failure): Pick<CheckResult, 'status' | 'problem'> {
  return retry === 'after_fix'
    ? { status: 'needs_reconnect', problem: 'bad_credentials' }
    : { status: 'degraded', problem: 'unreachable' }
}

function fixOf({ retry, message }: Failure): Pick<Check, 'detail' | 'fix'> {
  const fix =
    retry === 'after_fix'
      ? 'Make a new bot token in the room’s settings and reconnect.'
      : 'Wait a minute and check again.'
  return { detail: message, fix }
}
