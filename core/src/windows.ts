/** Windows: what may be sent to a contact now, from what the adapter declares. */
import type { OutboundKind, Window } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import type { ChatWindow } from './schemas/chat.ts'

/** The window of one answer to a public comment, which opens no other. */
export const privateReply = 'private_reply'

/** All that decides it. A channel whose adapter is not loaded allows nothing. */
export interface WindowState {
  readonly adapter: Adapter | undefined
  /** Of the connection: an adapter may narrow its windows by it. */
  readonly config: Record<string, unknown>
  readonly lastInAt: Date | string | null
  readonly now: Date
  /** Who would send; `any` is a program. A person by default. */
  readonly actor?: Window['actor']
}

/** The chat's window as the inbox shows it. `closed` may still allow what needs no window, such as templates. */
export function windowOf(state: WindowState): ChatWindow {
  const open = openWindows(state)
  const allows = [...new Set(open.flatMap((window) => window.allows))]
  const ends = open
    .filter((window) => window.allows.includes('text'))
    .map((window) => endOf(window, state.lastInAt))
  if (ends.length === 0) return { state: 'closed', closesAt: null, allows }
  if (ends.includes(Infinity)) return { state: 'always', closesAt: null, allows }
  return { state: 'open', closesAt: new Date(Math.max(...ends)).toISOString(), allows }
}

/** The id of the window that a step goes through: the first one declared that is open and allows it. */
export function windowFor(kind: OutboundKind, state: WindowState): string | undefined {
  return openWindows(state).find((window) => window.allows.includes(kind))?.id
}

/** How long after a contact's message a person may write freely; undefined where that has no end, or is never so. */
export function freeTextMs(state: Pick<WindowState, 'adapter' | 'config'>): number | undefined {
  const lengths = windowsOf(state)
    .filter(({ allows }) => allows.includes('text'))
    .map(({ opens, ms }) => (opens === 'always' ? Infinity : (ms ?? Infinity)))
  const longest = Math.max(0, ...lengths)
  return Number.isFinite(longest) && longest > 0 ? longest : undefined
}

function openWindows(state: WindowState): Window[] {
  const { lastInAt, now, actor = 'human' } = state
  return windowsOf(state).filter(
    (window) =>
      (window.actor === 'any' || actor === 'human') && now.getTime() < endOf(window, lastInAt),
  )
}

function windowsOf({
  adapter,
  config,
}: Pick<WindowState, 'adapter' | 'config'>): readonly Window[] {
  return adapter?.narrow?.({ config }).windows ?? adapter?.windows ?? []
}

// a contact who never wrote has opened nothing
function endOf({ opens, ms }: Window, lastInAt: WindowState['lastInAt']): number {
  if (opens === 'always') return Infinity
  return lastInAt === null ? -Infinity : new Date(lastInAt).getTime() + (ms ?? Infinity)
}
