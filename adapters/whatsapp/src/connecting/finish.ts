/** From a token to connections: choose numbers, register those that need it, subscribe. */
import {
  asId,
  asNumber,
  asObject,
  asText,
  graph,
  type JsonObject,
  type MetaApp,
} from '@parley/adapter-meta'
import type {
  ConnectContext,
  ConnectStep,
  Failure,
  Json,
  NewConnection,
} from '@parley/core/adapter'
import { Type } from 'typebox'

import { failed } from './failed.ts'
import { listNumbers, numbersIn, type PhoneNumber } from './numbers.ts'
import { subscribeAccount } from './subscription.ts'

/** The state of a flow once it has a token; plain JSON. */
export type Session = JsonObject & { readonly token: string }

interface Offer {
  readonly accounts: readonly string[]
  /** The one number that is meant, where that is known. */
  readonly wanted?: string
}

/** Lets the person choose among the numbers of the accounts, unless there is nothing to choose. */
export async function choose(
  session: Session,
  { accounts, wanted = asId(session['reconnect']) }: Offer,
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  if (accounts.length === 0)
    return failed('the token names no WhatsApp Business account', noAccount)
  const lists = await Promise.all(
    accounts.map((account) => listNumbers(account, session.token, context)),
  )
  const all = lists.flatMap(({ numbers }) => numbers)
  const failure = lists.find((list) => list.failure)?.failure
  if (all.length === 0 && failure) return { type: 'failed', failure }
  const numbers = wanted ? all.filter(({ id }) => id === wanted) : all
  if (numbers.length === 0) return failed('no such number in the account', noNumber)
  if (numbers.length === 1) return register(session, numbers, context)
  return {
    type: 'choose',
    id: 'numbers',
    multiple: true,
    options: numbers.map(({ id, phone, name }) => ({ id, label: phone || id, hint: name })),
    state: { ...session, step: 'choose', numbers } as Json,
  }
}

const noAccount =
  'Meta shared no WhatsApp Business account. Go through its window again and choose one.'
const noNumber = 'The account does not have this phone number, or has none at all.'

export async function chosen(
  state: JsonObject,
  input: Json,
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  const session = sessionIn(state)
  const ids = new Set([input].flat().map(asId))
  const numbers = numbersIn(state['numbers']).filter(({ id }) => ids.has(id))
  if (!session || numbers.length === 0) return failed('no number was chosen')
  return register(session, numbers, context)
}

/** A number of the Cloud API needs a PIN once; one that lives on the phone must not be registered. */
function register(
  session: Session,
  numbers: readonly PhoneNumber[],
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> | ConnectStep {
  const isCoexistence = session['flow'] === 'coexistence'
  const needPin = numbers.some((each) => !each.isRegistered && !each.isOnBusinessApp)
  return needPin && !isCoexistence ? pinForm(session, numbers) : finish(session, numbers, context)
}

function pinForm(session: Session, numbers: readonly PhoneNumber[], problem?: string): ConnectStep {
  const pin = Type.String({ pattern: '^\\d{6}$', title: 'PIN of two-step verification' })
  const help =
    'Six digits. If the number has a PIN already, type that one; otherwise the one you choose now will be its PIN.'
  return {
    type: 'form',
    id: 'pin',
    schema: Type.Object({ pin }),
    help: problem ? `${problem} ${help}` : help,
    state: { ...session, step: 'pin', numbers } as Json,
  }
}

export async function afterPin(
  state: JsonObject,
  input: Json,
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  const session = sessionIn(state)
  if (!session) return failed('the flow has lost its token')
  const numbers = numbersIn(state['numbers'])
  const pin = asText(asObject(input)['pin'])
  if (!pin || !/^\d{6}$/.test(pin)) return pinForm(session, numbers, 'The PIN has six digits.')
  const open = numbers.filter((each) => !each.isRegistered && !each.isOnBusinessApp)
  for (const { id } of open) {
    const body = { messaging_product: 'whatsapp', pin }
    const path = `${encodeURIComponent(id)}/register`
    const answer = await graph({ method: 'POST', path, body, token: session.token }, context)
    if (!answer.ok) return pinRefused(session, numbers, answer.failure)
  }
  return finish(session, numbers, context)
}

// a wrong PIN can be typed again; ten tries in 72 hours cannot be undone
const wrongPin = new Set(['133005', '133008', '133009'])

function pinRefused(
  session: Session,
  numbers: readonly PhoneNumber[],
  failure: Failure,
): ConnectStep {
  if (!wrongPin.has(failure.code ?? '')) return { type: 'failed', failure }
  return pinForm(session, numbers, failure.message)
}

async function finish(
  session: Session,
  numbers: readonly PhoneNumber[],
  context: ConnectContext<MetaApp>,
): Promise<ConnectStep> {
  for (const account of new Set(numbers.map((each) => each.account))) {
    const failure = await subscribeAccount(account, session.token, context)
    if (failure) return { type: 'failed', failure }
  }
  if (session['flow'] === 'coexistence') await importFromPhone(session, numbers, context)
  return { type: 'done', connections: numbers.map((number) => connectionOf(session, number)) }
}

/** Each import may be asked for once, within a day of connecting; a refusal leaves the connection as good as it is. */
async function importFromPhone(
  { token }: Session,
  numbers: readonly PhoneNumber[],
  context: ConnectContext<MetaApp>,
): Promise<void> {
  for (const { id } of numbers) {
    for (const type of ['smb_app_state_sync', 'history']) {
      const body = { messaging_product: 'whatsapp', sync_type: type }
      const path = `${encodeURIComponent(id)}/smb_app_data`
      await graph({ method: 'POST', path, body, token }, context)
    }
  }
}

function connectionOf(session: Session, number: PhoneNumber): NewConnection {
  const { id, account, phone, name, isOnBusinessApp } = number
  const expiresAt = asNumber(session['expiresAt'])
  const isCoexistence = isOnBusinessApp || session['flow'] === 'coexistence'
  return {
    externalId: id,
    accountId: account,
    name: [name, phone].filter(Boolean).join(' ') || id,
    config: {
      phoneNumberId: id,
      businessAccountId: account,
      ...(isCoexistence && { coexistence: true }),
    },
    secrets: { accessToken: session.token },
    ...(expiresAt && { expiresAt }),
  }
}

function sessionIn(state: JsonObject): Session | undefined {
  const token = asText(state['token'])
  return token === undefined ? undefined : { ...state, token }
}
