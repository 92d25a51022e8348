/** The running Graph API: faults, rates and links around the endpoints, and the ledger of what was sent. */
import { setTimeout as sleep } from 'node:timers/promises'

import type { PlatformRequest, PlatformResponse } from '@parley/core/adapter'

import { verifyCallback } from './app-endpoints.ts'
import { answerFault, delayOf, refuseByFault, takeFaults } from './faults.ts'
import type { AnswerFault } from './faults.ts'
import { readCall } from './graph-call.ts'
import { GraphError } from './graph-error.ts'
import { refusal, runCall, success } from './graph.ts'
import { ledgerLine, messageIdOf } from './ledger.ts'
import type { LedgerLine } from './ledger.ts'
import { fetchLinks, hasLinks } from './links.ts'
import { InstagramOauthError } from './oauth.ts'
import type { GraphCall } from './part.ts'
import { countCall, usageHeaders } from './rates.ts'
import type { Buckets } from './rates.ts'
import type { Account, Fault } from './state.ts'
import { tokenSubject } from './token.ts'
import { findAccount } from './world.ts'
import type { World } from './world.ts'

/** Status 0 asks the host to cut the connection without an answer. */
const cut: PlatformResponse = { status: 0, body: '' }
const silenceMs = 300_000
const maxLines = 20_000
const hourMs = 3_600_000

/** One call on its way through. */
interface Passage {
  readonly call: GraphCall
  readonly account: Account | undefined
  readonly faults: readonly Fault[]
  readonly line: LedgerLine | undefined
}

export class GraphServer {
  readonly ledger: LedgerLine[] = []
  readonly #world: World
  readonly #buckets: Buckets = new Map()
  readonly #calls = new Map<string, number[]>()
  readonly #closing = new AbortController()

  constructor(world: World) {
    this.#world = world
  }

  async answer(request: PlatformRequest): Promise<PlatformResponse> {
    try {
      const call = readCall(request)
      const account = accountOf(this.#world, call)
      const faults = takeFaults(this.#world, call, account?.channel)
      const isSend = call.method === 'POST' && call.path.at(-1) === 'messages'
      const line = isSend ? ledgerLine(call, account) : undefined
      if (line) this.#keep(line)
      return await this.#pass({ call, account, faults, line })
    } catch (thrown) {
      return this.#refuse(thrown)
    }
  }

  #keep(line: LedgerLine): void {
    this.ledger.push(line)
    if (this.ledger.length > maxLines) this.ledger.shift()
  }

  /** Ends the requests that are never answered. */
  close(): void {
    this.#closing.abort()
  }

  async #pass(passage: Passage): Promise<PlatformResponse> {
    const { account, faults, line } = passage
    await this.#pause(delayOf(faults))
    const response = await this.#run(passage)
    const fault = line?.isAccepted ? answerFault(faults) : undefined
    if (line && fault) {
      line.answer = fault
      return this.#spoil(fault)
    }
    // messages have limits of their own
    const calls = this.#countHour(account?.owner ?? 'app', line === undefined)
    const usage = usageHeaders(calls, account, faults)
    return { ...response, headers: { ...response.headers, ...usage } }
  }

  async #spoil(fault: NonNullable<AnswerFault>): Promise<PlatformResponse> {
    if (fault === 'ambiguous') return this.#refuse(new GraphError({ code: 1, isTransient: true }))
    if (fault === 'silence') await this.#pause(silenceMs)
    return cut
  }

  async #run({ call, account, faults, line }: Passage): Promise<PlatformResponse> {
    try {
      refuseByFault(faults, account?.channel)
      countCall(this.#buckets, call, account)
      await verifyCallback(call)
      const links = hasLinks(call) ? await fetchLinks(this.#world, call.params) : new Map()
      const value = runCall(this.#world, { ...call, links })
      if (line) Object.assign(line, { isAccepted: true, id: messageIdOf(value) })
      return success(value)
    } catch (thrown) {
      if (line && thrown instanceof GraphError) line.code = thrown.fault.code
      return this.#refuse(thrown)
    }
  }

  #refuse(thrown: unknown): PlatformResponse {
    if (!(thrown instanceof InstagramOauthError)) return refusal(this.#world, thrown)
    const error = { error_type: 'OAuthException', code: 400, error_message: thrown.message }
    return {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(error),
    }
  }

  #countHour(owner: string, isCounted: boolean): number {
    const now = Date.now()
    const recent = (this.#calls.get(owner) ?? []).filter((at) => at > now - hourMs)
    if (isCounted) recent.push(now)
    this.#calls.set(owner, recent.slice(-5000))
    return recent.length
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }
}

/** The account that a call is about, by its first segment or its token. */
function accountOf(world: World, call: GraphCall): Account | undefined {
  const [first = ''] = call.path
  const id = first === 'me' ? tokenSubject(world, call) : first
  return findAccount(world, id) ?? world.state.accounts.find((each) => each.owner === id)
}
