import type { Message } from '@parley/core/schemas'

import { reactTo } from '../../commands/messages.ts'
import { t } from '../../i18n.ts'
import { useThreadActions } from './thread-context.ts'

import css from './reactions.module.css'

/** Reactions as chips under the bubble; one's own is taken back by pressing it. */
export function Reactions({ message }: { readonly message: Message }) {
  const { canReact } = useThreadActions()
  if (message.reactions.length === 0) return null
  const groups = Map.groupBy(message.reactions, (reaction) => reaction.emoji)
  return (
    <span className={css.reactions}>
      {[...groups].map(([emoji, all]) => {
        const names = all.map((reaction) => reaction.name ?? t('thread.contact')).join(', ')
        // A channel knows one reaction of the business, whoever of us set it.
        const isMine = all.some((reaction) => reaction.by === 'business')
        return (
          <button
            key={emoji}
            type="button"
            className={css.reaction}
            aria-label={t('thread.reactedBy', { emoji, names })}
            aria-pressed={isMine}
            title={names}
            disabled={!canReact}
            onClick={() => void reactTo(message, isMine ? null : emoji)}
          >
            {emoji}
            {all.length > 1 && <span aria-hidden>{all.length}</span>}
          </button>
        )
      })}
    </span>
  )
}
