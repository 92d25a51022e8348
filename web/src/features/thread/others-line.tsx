import { Eye, PenLine } from 'lucide-react'
import { useEffect, useState } from 'react'

import { useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { viewersOf } from '../../store/presence.ts'
import type { Typist } from '../../store/state.ts'

import css from './thread.module.css'

const nobody: readonly Typist[] = []

/** Who types and who looks: the contact, colleagues, and above all a colleague who is answering too. */
export function OthersLine({ chatId }: { readonly chatId: string }) {
  const typists = useTypists(chatId)
  const viewers = useAppState((state) =>
    viewersOf(state, chatId)
      .map((viewer) => viewer.name)
      .join('\n'),
  )
  const contact = typists.find((who) => who.userId === null)
  const writers = typists.filter((who) => who.userId !== null && who.mode === 'reply')
  if (writers.length > 0) {
    const names = namesOf(writers)
    return (
      <output className={css.others} data-warn>
        <PenLine size={14} aria-hidden />
        {writers.length > 1 ? t('thread.replyingMany', { names }) : t('thread.replying', { names })}
      </output>
    )
  }
  const names = viewers.split('\n').filter(Boolean)
  return (
    <output className={css.others}>
      {contact && <span>{t('row.typing')}</span>}
      {names.length > 0 && (
        <>
          <Eye size={14} aria-hidden />
          {names.length > 1
            ? t('thread.viewingMany', { names: names.join(', ') })
            : t('thread.viewing', { names: names.join(', ') })}
        </>
      )}
    </output>
  )
}

function namesOf(typists: readonly Typist[]): string {
  return typists.map((who) => who.name).join(', ')
}

/** Without those whose sign has faded. */
export function useTypists(chatId: string): readonly Typist[] {
  const typists = useAppState((state) => state.typing.get(chatId) ?? nobody)
  const [now, setNow] = useState(Date.now)
  const next = Math.min(...typists.map((who) => who.until))
  useEffect(() => {
    if (!Number.isFinite(next)) return
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, next - Date.now()) + 10)
    return () => clearTimeout(timer)
  }, [next])
  return typists.some((who) => who.until <= now)
    ? typists.filter((who) => who.until > now)
    : typists
}
