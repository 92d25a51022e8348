/** Rate limits, and the headers that tell how near they are. They run on the real clock: they are about load. */
import { GraphError } from './graph-error.ts'
import type { GraphCall } from './part.ts'
import type { Account, Fault } from './state.ts'
import { textOf } from './text.ts'

interface Limit {
  readonly perSecond: number
  readonly burst?: number
  readonly code: number
}
export type Buckets = Map<string, { level: number; at: number }>

/** Counts a call; throws where a limit is reached. */
export function countCall(buckets: Buckets, call: GraphCall, account: Account | undefined): void {
  if (!account) return
  for (const [key, limit] of limitsOf(call, account)) take(buckets, `${key} ${account.id}`, limit)
}

function limitsOf(call: GraphCall, { channel, isOnBusinessApp }: Account): [string, Limit][] {
  const edge = call.path.at(-1)
  if (edge === 'conversations') return [['conversations', { perSecond: 2, code: 613 }]]
  if (call.method !== 'POST') return []
  if (edge === 'message_templates')
    return [['templates', { perSecond: 100 / 3600, burst: 100, code: 80008 }]]
  if (edge !== 'messages') return []
  if (channel === 'whatsapp') return numberLimits(call, isOnBusinessApp ? 20 : 80)
  const isHeavy = /"type":"(audio|video)"/.test(JSON.stringify(call.params['message'] ?? ''))
  return [
    ['send', { perSecond: 300, code: 613 }],
    ...(isHeavy ? ([['heavy', { perSecond: 10, code: 613 }]] as [string, Limit][]) : []),
  ]
}

function numberLimits(call: GraphCall, perSecond: number): [string, Limit][] {
  const to = textOf(call.params['to']) || textOf(call.params['recipient'])
  return [
    ['send', { perSecond, code: 130429 }],
    // one in six seconds, and a burst borrowed from the time to come
    ...(to
      ? ([[`pair ${to}`, { perSecond: 1 / 6, burst: 45, code: 131056 }]] as [string, Limit][])
      : []),
  ]
}

function take(buckets: Buckets, key: string, { perSecond, burst = perSecond, code }: Limit): void {
  const now = Date.now()
  const { level, at } = buckets.get(key) ?? { level: burst, at: now }
  const filled = Math.min(burst, level + ((now - at) / 1000) * perSecond)
  if (filled < 1) throw new GraphError({ code })
  buckets.set(key, { level: filled - 1, at: now })
}

/** `calls` is how many the owner has made in this hour; a fault may say more than is true. */
export function usageHeaders(
  calls: number,
  account: Account | undefined,
  faults: readonly Fault[],
): Record<string, string> {
  const { percent, regainMinutes = 0 } = faults.find(({ kind }) => kind === 'usage') ?? {}
  const used = percent ?? Math.min(100, Math.floor((calls / 5000) * 100))
  const usage = { call_count: used, total_time: used, total_cputime: used }
  return {
    'x-app-usage': JSON.stringify(usage),
    ...(account && {
      'x-business-use-case-usage': JSON.stringify({
        [account.owner]: [
          {
            type: account.channel === 'messenger' ? 'pages' : account.channel,
            ...usage,
            estimated_time_to_regain_access: regainMinutes,
          },
        ],
      }),
    }),
  }
}
