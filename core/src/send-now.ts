/** Steps that somebody waits for and that leave no message: reactions, thread control. Sent at once, never queued. */
import { randomUUID } from 'node:crypto'

import type { WordStep } from './adapter.ts'
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import { openWindow, type Target } from './target.ts'

/** Resolves once the platform has taken it; throws what it refuses, or would refuse. */
export async function sendNow(kernel: Kernel, target: Target, step: WordStep): Promise<void> {
  const { adapter, connection } = target
  const to = { id: target.identity }
  const fault = adapter.faultOf?.(step, { config: connection.config, to })
  if (fault) throw refuse('unsupported', { detail: fault })
  const result = await adapter.send(step, {
    ...kernel.callContext(connection.channel),
    connection,
    to,
    window: openWindow(target, { steps: [step], at: kernel.now() }),
    key: `n.${randomUUID()}`,
    attempt: 1,
  })
  if (result.ok) return
  const secrets = Object.values(connection.secrets).map(String)
  const { userMessage, message, code } = redact(result.failure, secrets)
  throw refuse('platform_refused', {
    detail: userMessage ?? message,
    ...(code && { extra: { platformCode: code } }),
  })
}
