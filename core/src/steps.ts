/** What a plan is made of: the steps that go out one by one, and what the channel can do. */
import type { Capabilities, Limits, OutboundMedia, Step } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import { splitText } from './kit.ts'
import { checkText } from './text-limit.ts'

/** An uploaded file as the planner needs it. */
export interface Upload {
  readonly id: string
  readonly kind: string
  readonly mime: string
  readonly name: string
  readonly bytes: number
}
/** A medium is named by its attachment; the worker opens it when it sends. */
export type PlannedMedia = Omit<OutboundMedia, 'url' | 'isPublic' | 'open'> & {
  readonly attachmentId: string
}
export type PlannedStep = {
  [K in Step['kind']]: Extract<Step, { kind: K }> extends infer S
    ? S extends { kind: 'media' }
      ? Omit<S, 'media'> & { media: readonly PlannedMedia[] }
      : S extends { kind: 'template' }
        ? Omit<S, 'media' | 'cardMedia'> & {
            media?: PlannedMedia
            cardMedia?: readonly PlannedMedia[]
          }
        : S extends { kind: 'buttons' | 'link' | 'form' }
          ? Omit<S, 'media'> & { media?: PlannedMedia }
          : S
    : never
}[Step['kind']]
export interface Plan {
  readonly kind: string
  readonly text: string | null
  readonly content: Record<string, unknown>
  readonly steps: readonly PlannedStep[]
}
export interface Channel {
  readonly capabilities: Capabilities
  readonly limits: Limits
  readonly name: string
}

/** What one connection can do: the adapter's declarations, narrowed by the connection's config. */
export function channelOf(adapter: Adapter, config: Record<string, unknown>): Channel {
  const narrowed = adapter.narrow?.({ config }) ?? {}
  return {
    name: adapter.manifest.name,
    capabilities: narrowed.capabilities ?? adapter.capabilities,
    limits: narrowed.limits ?? adapter.limits,
  }
}

export type Reply = { replyTo?: string }

export function textSteps(
  text: string,
  { limits, name }: Channel,
  reply: Reply = {},
): PlannedStep[] {
  const { text: limit } = limits
  if (limit.overflow === 'reject')
    checkText(text, limit, { pointer: '/text', what: `A text on ${name}` })
  return splitText(text, limit).map((piece, index) => ({
    kind: 'text',
    text: piece,
    ...(index === 0 && reply),
  }))
}
