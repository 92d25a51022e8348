/** Connect flows as the server walks them: each answer is the next step to draw. */
import { api, queries } from '../../../client.ts'
import type { FormSchema } from '../../../forms/schema.ts'

export interface StepOption {
  readonly id: string
  readonly label: string
  readonly hint?: string
  /** Why it cannot be chosen. */
  readonly disabled?: string
}
export type ConnectStep = { readonly flowId: string } & (
  | {
      readonly type: 'form'
      readonly id: string
      readonly schema: FormSchema
      readonly help?: string
    }
  | { readonly type: 'redirect'; readonly id: string; readonly url: string }
  | {
      readonly type: 'choose'
      readonly id: string
      readonly options: readonly StepOption[]
      readonly multiple: boolean
    }
  | {
      readonly type: 'show'
      readonly id: string
      readonly what: 'code' | 'webhook' | 'text'
      readonly data: string
    }
  | { readonly type: 'done'; readonly connectionIds: readonly string[] }
  | { readonly type: 'failed'; readonly message: string }
)
export type StepOf<T extends ConnectStep['type']> = Extract<ConnectStep, { type: T }>

export async function beginFlow(start: {
  readonly channel: string
  readonly flow: string
  readonly connectionId?: string
}): Promise<ConnectStep> {
  return settled(await api.post<ConnectStep>('/api/connect', start))
}

export async function continueFlow(flowId: string, input: unknown): Promise<ConnectStep> {
  return settled(await api.post<ConnectStep>(`/api/connect/${flowId}`, { input }))
}

async function settled(step: ConnectStep): Promise<ConnectStep> {
  if (step.type === 'done') await queries.invalidateQueries({ queryKey: ['connections'] })
  return step
}

/** The platform's redirect carries `<flow id>.<nonce>` as its state. */
export function flowIdOf(query: URLSearchParams): string | null {
  return /^([\da-f-]{36})\../.exec(query.get('state') ?? '')?.[1] ?? null
}

/** Only the web: an adapter's mistake must not run a script. */
export function isWebAddress(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '')
}
