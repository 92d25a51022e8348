/** Control API: clock, faults, webhooks, tokens, and starting anew. */
import { answersChallenge } from './app-endpoints.ts'
import type { Control, ControlCall, ControlRoute } from './control.ts'
import { GraphError } from './graph-error.ts'
import { ownerId } from './login.ts'
import { faultKinds } from './state.ts'
import type { Fault, WebhookSettings } from './state.ts'
import { textOf } from './text.ts'

export const controlSettings: Readonly<Record<string, ControlRoute>> = {
  'PATCH settings': setSettings,
  'POST faults': addFault,
  'DELETE faults': ({ world }, { rest }) => {
    const { settings } = world.state
    settings.faults = rest ? settings.faults.filter(({ kind }) => kind !== rest) : []
    world.changed()
    return { faults: settings.faults }
  },
  'POST clock': setClock,
  'POST webhooks': async ({ webhooks }, { rest }) => {
    if (rest === 'flush') await webhooks.flush()
    else await webhooks.repeat(Number(rest))
  },
  'POST tokens': killTokens,
  'POST handshake': handshake,
  'POST settle': (control) => control.settle(),
  'POST reset': ({ world, graph }, { body }) => {
    graph.ledger.length = 0
    world.reset(textOf(body['seed']))
  },
}

function setSettings({ world }: Control, { body }: ControlCall): object {
  const { settings } = world.state
  for (const name of ['readsAlone', 'receiptDelayMs', 'reviewMs'] as const)
    if (typeof body[name] === typeof settings[name]) Object.assign(settings, { [name]: body[name] })
  const webhooks = (body['webhooks'] ?? {}) as Partial<WebhookSettings>
  for (const [name, value] of Object.entries(webhooks))
    if (typeof value === typeof settings.webhooks[name as keyof WebhookSettings])
      Object.assign(settings.webhooks, { [name]: value })
  world.changed()
  return settings
}

function addFault({ world }: Control, { body }: ControlCall): object {
  const { kind, channel, on, left, every, code, subcode, delayMs, percent, regainMinutes } = body
  const known = faultKinds.find((each) => each === kind)
  if (!known)
    throw new GraphError({ code: 100, message: `kind is none of ${faultKinds.join(', ')}` })
  const fault: Fault = {
    kind: known,
    seen: 0,
    ...(typeof channel === 'string' && { channel }),
    // a dead token is dead for every call
    ...((on === 'all' || known === 'expired_token') && { on: 'all' as const }),
    ...numbers({ left, every, code, subcode, delayMs, percent, regainMinutes }),
  }
  world.state.settings.faults.push(fault)
  world.changed()
  return { faults: world.state.settings.faults }
}

function numbers(given: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number',
    ),
  )
}

/** `{ advanceMs }`, `{ offsetMs }`, `{ at, freeze }` or `{}` for the real time. */
function setClock({ world }: Control, { body }: ControlCall): object {
  const { advanceMs, offsetMs, at, freeze } = body
  const { state } = world
  if (typeof advanceMs === 'number') {
    if (state.frozenAt === null) state.clockOffsetMs += advanceMs
    else state.frozenAt += advanceMs
  } else {
    const then = typeof at === 'string' ? Date.parse(at) : Number(at ?? Date.now())
    state.clockOffsetMs = typeof offsetMs === 'number' ? offsetMs : then - Date.now()
    if (at === undefined && typeof offsetMs !== 'number') state.clockOffsetMs = 0
    state.frozenAt = freeze === true ? then : null
  }
  world.changed()
  return { now: world.now(), clockOffsetMs: state.clockOffsetMs }
}

/** Kills the tokens of an account: `{ account, subcode }`; or lets them live again: `{ account, revive: true }`. */
function killTokens({ world }: Control, { body }: ControlCall): object {
  const account = world.state.accounts.find((each) => each.id === body['account'])
  if (!account) throw new GraphError({ code: 100, message: 'account is unknown' })
  // the owner's own tokens die with it, as with a changed password
  const subjects = new Set([account.id, account.owner, ownerId])
  const tokens = world.state.tokens.filter((token) => subjects.has(token.subject))
  for (const token of tokens) {
    if (body['revive'] === true) delete token.revoked
    else token.revoked = Number(body['subcode'] ?? 460)
  }
  world.changed()
  return { tokens: tokens.length }
}

/** What the dashboard does when the callback is saved. */
async function handshake({ webhookUrl, verifyToken }: Control): Promise<object> {
  return { ok: await answersChallenge(webhookUrl, verifyToken) }
}
