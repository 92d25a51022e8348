import type { Channel, Message } from '@parley/core/schemas'
import { createContext, use } from 'react'

import type { Outgoing } from '../../store/state.ts'

/** What a message can ask of the thread around it. */
export interface ThreadActions {
  readonly channel: Channel | undefined
  readonly canReply: boolean
  readonly canReact: boolean
  readonly hasMarkup: boolean
  /** What is being searched for in this chat. */
  readonly find: string
  readonly replyTo: (message: Message) => void
  readonly jumpTo: (messageId: string) => void
  readonly openMenu: (message: Message, anchor: HTMLElement) => void
  readonly openReactions: (message: Message, anchor: HTMLElement) => void
  readonly openMedia: (attachmentId: string) => void
  readonly useTemplate: () => void
  /** The channel has templates, and one may be sent now. */
  readonly hasTemplates: boolean
  /** Into the composer once more. */
  readonly editAgain: (message: Message) => void
  /** Asks which day to go to; from that of the given time. */
  readonly openDate: (from: string) => void
  /** Back into the composer. */
  readonly takeBack: (outgoing: Outgoing) => void
}

export const ThreadContext = createContext<ThreadActions | null>(null)

export function useThreadActions(): ThreadActions {
  const actions = use(ThreadContext)
  if (!actions) throw new Error('A message was drawn outside a thread')
  return actions
}
