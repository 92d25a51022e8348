/** What hangs on the text: canned replies after `/`, people after `@` in notes, emoji after `:`. */
import type { Chat } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'

import { useSession } from '../../client.ts'
import { useCannedReplies, useColleagues } from '../../directory.ts'
import type { Mode } from '../../drafts.ts'
import { type PlainKey, t } from '../../i18n.ts'
import { emojiAt, fillVariables, mentionAt, shortcutAt, variablesOf } from '../../text/canned.ts'
import { loadEmoji, searchEmoji } from './emoji-data.ts'
import type { Suggestion } from './suggestions.tsx'

export interface Suggested {
  readonly label: PlainKey
  /** The sign that what was typed begins with. */
  readonly sign: '/' | '@' | ':'
  readonly items: readonly Suggestion[]
}
interface Place {
  readonly text: string
  readonly caret: number
}

const SHOWN = 8

export function useSuggestions(chat: Chat, mode: Mode, { text, caret }: Place): Suggested | null {
  const canned = useCannedItems(chat, mode === 'reply' ? shortcutAt(text, caret) : null)
  const people = usePeopleItems(mode === 'note' ? mentionAt(text, caret) : null)
  const emoji = useEmojiItems(emojiAt(text, caret))
  return canned ?? people ?? emoji
}

function useCannedItems(chat: Chat, wanted: string | null): Suggested | null {
  const { data: replies = [] } = useCannedReplies()
  const { user } = useSession()
  if (wanted === null) return null
  const variables = variablesOf({
    contact: chat.contact.name,
    handle: chat.contact.handle,
    user: user?.name ?? '',
    connection: chat.connection.name,
  })
  const low = wanted.toLowerCase()
  const items = replies
    .filter(({ shortcut, text }) => `${shortcut} ${text}`.toLowerCase().includes(low))
    .slice(0, SHOWN)
    .map(({ id, shortcut, text }) => {
      const { text: value, missing } = fillVariables(text, variables)
      const hint = missing.length > 0 ? t('composer.missing', { names: missing.join(', ') }) : value
      return { id, title: `/${shortcut}`, hint, value }
    })
  return { label: 'composer.canned', sign: '/', items }
}

function usePeopleItems(wanted: string | null): Suggested | null {
  const { data: people = [] } = useColleagues()
  if (wanted === null) return null
  const low = wanted.toLowerCase()
  const items = people
    .filter((person) => person.name.toLowerCase().includes(low))
    .slice(0, SHOWN)
    .map(({ id, name }) => ({ id, title: name, value: `@${name} ` }))
  return { label: 'composer.mention', sign: '@', items }
}

function useEmojiItems(wanted: string | null): Suggested | null {
  const { data = [] } = useQuery({
    queryKey: ['emoji'],
    queryFn: loadEmoji,
    enabled: wanted !== null,
    staleTime: Infinity,
  })
  if (wanted === null) return null
  const items = searchEmoji(data, wanted.toLowerCase(), SHOWN).map(({ emoji, label }) => ({
    id: emoji,
    title: emoji,
    hint: label,
    value: emoji,
  }))
  return { label: 'composer.emoji', sign: ':', items }
}
