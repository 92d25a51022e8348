/** What the connect flows of Messenger and Instagram have in common. */
import { type ConnectStep, type Failure, type Json } from '@parley/core/adapter'

import type { MetaApp } from './app.ts'
import { asArray, asId, asObject, asText } from './json.ts'

/** Where a flow stands; kept as JSON between its steps. */
export interface FlowState {
  readonly flow: string
  readonly at: 'login' | 'choose' | 'form'
  /** The user token, until a Page is chosen. */
  readonly token?: string
  /** Only this account: a connection is being renewed. */
  readonly only?: string
}

export function stateOf(value: Json): FlowState | undefined {
  const { flow, at, token, only } = asObject(value)
  if (typeof flow !== 'string' || (at !== 'login' && at !== 'choose' && at !== 'form')) {
    return undefined
  }
  const [user, account] = [asText(token), asText(only)]
  return { flow, at, ...(user && { token: user }), ...(account && { only: account }) }
}

/** The code of a redirect, or why there is none. */
export function codeIn(input: Json): { readonly code: string } | { readonly failed: ConnectStep } {
  const answer = asObject(input)
  const code = asText(answer['code'])
  if (code !== undefined) return { code }
  const reason = asText(answer['error_description']) ?? asText(answer['error_reason'])
  return { failed: failed('auth', reason ?? 'The login was cancelled.') }
}

/** What was chosen: an id, a list of them, or either inside an object. */
export function chosenIn(input: Json): readonly string[] {
  const { id, ids, chosen } = asObject(input)
  const values = [input, id, ids, chosen].flatMap((value) =>
    Array.isArray(value) ? asArray(value) : [value],
  )
  return values.map(asId).filter((value) => value !== undefined)
}

export function failed(kind: Failure['kind'], message: string): ConnectStep {
  const failure = { kind, retry: 'after_fix', scope: 'connection', certain: true, message } as const
  return { type: 'failed', failure: { ...failure, userMessage: message } }
}

/** Login needs an app; without one there is still the way by hand. */
export function lackOf(app: MetaApp, names: readonly (keyof MetaApp)[]): string | undefined {
  const missing = names.filter((name) => !app[name])
  return missing.length > 0
    ? `No Meta app is configured on this server (${missing.join(', ')}). Connect with a token instead.`
    : undefined
}
