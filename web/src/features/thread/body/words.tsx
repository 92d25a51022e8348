import type { Message } from '@parley/core/schemas'

import { RichText } from '../rich-text.tsx'
import { useThreadActions } from '../thread-context.ts'

export interface BodyProps {
  readonly message: Message
}

/** The text of a message of any kind. */
export function Words({ message }: BodyProps) {
  const { hasMarkup, find } = useThreadActions()
  return message.text ? <RichText text={message.text} hasMarkup={hasMarkup} find={find} /> : null
}
