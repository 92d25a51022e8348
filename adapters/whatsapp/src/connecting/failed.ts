import type { ConnectStep } from '@parley/core/adapter'

/** The end of a flow that cannot go on. */
export function failed(message: string, userMessage?: string): ConnectStep {
  return {
    type: 'failed',
    failure: {
      kind: 'config',
      retry: 'after_fix',
      scope: 'connection',
      certain: true,
      message,
      ...(userMessage && { userMessage }),
    },
  }
}
