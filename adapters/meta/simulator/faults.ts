/** Faults that can be switched on: what goes wrong with a Graph call, before or after it is done. */
import { GraphError } from './graph-error.ts'
import type { GraphFault } from './graph-error.ts'
import type { GraphCall } from './part.ts'
import type { Fault } from './state.ts'
import { EdgeError } from './trigger.ts'
import type { World } from './world.ts'

/** What the platform does with an answer: gives it, cuts the connection, or never answers. */
export type AnswerFault = 'cut' | 'silence' | 'ambiguous' | undefined

/** The faults that hit this call, counted. */
export function takeFaults(world: World, call: GraphCall, channel: string | undefined): Fault[] {
  const hit: Fault[] = []
  for (const fault of world.state.settings.faults) {
    if (fault.channel !== undefined && fault.channel !== channel) continue
    if (!isMessage(call) && fault.on !== 'all') continue
    fault.seen += 1
    if (fault.every !== undefined && fault.seen % fault.every !== 0) continue
    if (fault.left !== undefined) fault.left -= 1
    hit.push(fault)
  }
  world.state.settings.faults = world.state.settings.faults.filter((fault) => fault.left !== 0)
  return hit
}

/** Signs that go the same way (read, typing) are none: a fault that is meant for a message would be used up by them. */
function isMessage({ method, path, params }: GraphCall): boolean {
  const isSign = params['sender_action'] !== undefined || params['status'] !== undefined
  return method === 'POST' && path.at(-1) === 'messages' && !isSign
}

/** Throws what is refused before anything is done. */
export function refuseByFault(faults: readonly Fault[], channel: string | undefined): void {
  for (const fault of faults) {
    if (fault.kind === 'server_error') throw new EdgeError(500)
    const refused = refusalOf(fault, channel)
    if (refused) throw new GraphError(refused)
  }
}

function refusalOf(fault: Fault, channel: string | undefined): GraphFault | undefined {
  const { kind, code = 1, subcode } = fault
  if (kind === 'expired_token') return { code: 190, subcode: 463 }
  if (kind === 'rate_limit') return { code: throttleCodes[channel ?? ''] ?? 4 }
  if (kind === 'pair_limit') return { code: channel === 'whatsapp' ? 131056 : 613 }
  return kind === 'error' ? { code, ...(subcode !== undefined && { subcode }) } : undefined
}

const throttleCodes: Readonly<Record<string, number>> = {
  messenger: 613,
  instagram: 613,
  whatsapp: 130429,
}

/** What becomes of the answer once the call is done. */
export function answerFault(faults: readonly Fault[]): AnswerFault {
  for (const { kind } of faults) {
    if (kind === 'lost_answer') return 'cut'
    if (kind === 'no_answer') return 'silence'
    if (kind === 'ambiguous') return 'ambiguous'
  }
  return undefined
}

export function delayOf(faults: readonly Fault[]): number {
  return faults.reduce((sum, { kind, delayMs = 0 }) => (kind === 'delay' ? sum + delayMs : sum), 0)
}
