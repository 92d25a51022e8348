import type { TypingChanged } from '@parley/core/schemas'

import { type State, type Typist, withEntry } from './state.ts'

/** A typing sign that is not repeated fades by itself, should its end be lost. */
export const TYPING_LASTS_MS = 8000

export function applyTyping(state: State, typing: TypingChanged): State {
  const userId = typing.contact ? null : (typing.user?.id ?? null)
  const others = (state.typing.get(typing.chatId) ?? []).filter((who) => who.userId !== userId)
  const list = typing.on && userId !== state.meId ? [...others, typist(typing, userId)] : others
  return {
    ...state,
    typing: withEntry(state.typing, typing.chatId, list.length > 0 ? list : undefined),
  }
}

function typist({ user, mode }: TypingChanged, userId: string | null): Typist {
  return { userId, name: user?.name ?? '', mode, until: Date.now() + TYPING_LASTS_MS }
}

/** Colleagues who look at the chat now, this user not among them. */
export function viewersOf(state: State, chatId: string): readonly { id: string; name: string }[] {
  const viewers = []
  for (const { userId, name, chatId: viewed } of state.presence.values()) {
    if (viewed === chatId && userId !== state.meId) viewers.push({ id: userId, name })
  }
  return viewers
}
