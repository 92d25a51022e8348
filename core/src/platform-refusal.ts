import type { Failure } from './adapter.ts'
import { type Refusal, refuse } from './errors.ts'

/** What the platform said to a call that somebody waits for. */
export function platformRefusal({ userMessage, message, code }: Failure): Refusal {
  return refuse('platform_refused', {
    detail: userMessage ?? message,
    ...(code && { extra: { platformCode: code } }),
  })
}
