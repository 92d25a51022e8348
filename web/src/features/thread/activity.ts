/** What colleagues did with a chat, as a sentence in the reader's language. */
import type { Message } from '@parley/core/schemas'

import { t } from '../../i18n.ts'
import { dayTime } from '../../text/time.ts'
import { field, object, text } from './content.ts'

/** The server's own sentence where the topic is not known here. */
export function activityText(message: Message): string {
  const activity = object(message.content, 'activity')
  const name = message.author.name
  if (!activity || !name) return message.text ?? ''
  const from = field(activity, 'from')
  const to = field(activity, 'to')
  const said = wordings[text(activity, 'topic') ?? '']?.({ name, from, to, message })
  return said ?? message.text ?? ''
}

interface Change {
  readonly name: string
  readonly from: unknown
  readonly to: unknown
  readonly message: Message
}

const wordings: Readonly<Record<string, (change: Change) => string | null>> = {
  status: statusText,
  assignee({ name, to, message }) {
    const person = text(to, 'name')
    if (!person) return t('activity.unassigned', { name })
    if (text(to, 'id') === message.author.id) return t('activity.took', { name })
    return t('activity.assigned', { name, person })
  },
  labels: labelText,
  priority({ name, to }) {
    if (to === null) return t('activity.priorityGone', { name })
    const priority = to as 'low' | 'medium' | 'high' | 'urgent'
    return t('activity.priority', { name, priority: t(`priority.${priority}`) })
  },
}

function statusText({ name, from, to }: Change): string | null {
  const until = text(to, 'until', 'snoozedUntil')
  if (until) return t('activity.snoozed', { name, time: dayTime(until) })
  if (to === 'closed') return t('activity.closed', { name })
  if (to === 'open' && from === 'closed') return t('activity.reopened', { name })
  if (to === 'open') return t('activity.opened', { name })
  if (to === 'pending') return t('activity.pending', { name })
  return null
}

function labelText({ name, from, to }: Change): string | null {
  if (!Array.isArray(from) || !Array.isArray(to)) return null
  const added = to.filter((label) => !from.includes(label)).join(', ')
  const removed = from.filter((label) => !to.includes(label)).join(', ')
  if (added && removed) return t('activity.relabelled', { name, added, removed })
  if (added) return t('activity.labelled', { name, added })
  return removed ? t('activity.unlabelled', { name, removed }) : null
}
