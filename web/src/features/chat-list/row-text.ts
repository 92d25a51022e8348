/** The words of a row: what was said last, by whom, and how long one may answer. */
import type { Chat } from '@parley/core/schemas'

import { type PlainKey, t } from '../../i18n.ts'
import { remaining } from '../../text/time.ts'

const kinds: Readonly<Record<string, PlainKey>> = {
  image: 'kind.image',
  video: 'kind.video',
  audio: 'kind.audio',
  voice: 'kind.voice',
  document: 'kind.document',
  sticker: 'kind.sticker',
  location: 'kind.location',
  contacts: 'kind.contacts',
  story: 'kind.story',
  share: 'kind.share',
  interactive: 'kind.interactive',
  template: 'kind.template',
  order: 'kind.order',
  system: 'kind.system',
  unsupported: 'kind.unsupported',
}

export function kindName(kind: string): string {
  return t(kinds[kind] ?? 'kind.text')
}

/** `You: see you tomorrow`, `Photo`, `Draft: …`. */
export function previewOf(chat: Chat, draft: string, meName: string | undefined): string {
  if (draft) return t('row.draft', { text: isolated(oneLine(draft)) })
  const last = chat.lastMessage
  if (!last) return t('row.noMessages')
  const text = oneLine(last.text ?? '') || kindName(last.kind)
  if (last.direction === 'in') return text
  if (last.authorName && last.authorName !== meName) {
    return t('row.other', { name: isolated(last.authorName), text: isolated(text) })
  }
  return t('row.you', { text: isolated(text) })
}

/** Words of another direction keep their own order beside ours: between FIRST STRONG ISOLATE and its end. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

export function oneLine(text: string): string {
  return text.slice(0, 200).replaceAll(/\s+/g, ' ').trim()
}

export interface WindowMark {
  readonly text: string
  readonly look: 'plain' | 'warning' | 'danger'
  readonly title: string
}
const SOON_MS = 2 * 3_600_000

/** What the row says about the time left to answer freely; nothing where there is no such limit. */
export function windowMark({ window }: Chat, now: number): WindowMark | null {
  if (window.state === 'closed') {
    return { text: t('window.closed'), look: 'danger', title: t('window.closed') }
  }
  if (window.state === 'always' || !window.closesAt) return null
  const time = remaining(window.closesAt, now)
  const isSoon = Date.parse(window.closesAt) - now < SOON_MS
  const title = t('window.left', { time })
  return { text: time, look: isSoon ? 'warning' : 'plain', title }
}
