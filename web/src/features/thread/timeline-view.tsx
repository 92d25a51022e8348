import { ArrowDown } from 'lucide-react'
import {
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'

import { useAppState, useSession } from '../../client.ts'
import { jumpToLatest } from '../../commands/thread.ts'
import { t } from '../../i18n.ts'
import type { Outgoing, Thread } from '../../store/state.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { TimelineRow } from './timeline-item.tsx'
import { type TimelineItem, timelineOf } from './timeline.ts'
import { useTarget } from './use-target.ts'
import { useTimeline } from './use-timeline.ts'

import css from './timeline.module.css'

export interface TimelineViewProps {
  readonly thread: Thread
  readonly contactName: string
  /** Where a link or a search points. */
  readonly target: { readonly messageId: string } | null
  readonly onTarget: () => void
  /** The reader sees the newest message, or no longer. */
  readonly onSeen: (isAtEnd: boolean) => void
}

const nothing: readonly Outgoing[] = []

/** All of a chat's messages; only those near the window are in the page. */
export function TimelineView(props: TimelineViewProps) {
  const { thread, onSeen } = props
  const outgoing = useAppState((state) => state.outgoing.get(thread.chatId) ?? nothing)
  const items = useMemo(() => timelineOf(thread, outgoing), [thread, outgoing])
  const scroller = useRef<HTMLElement>(null)
  const [focusedKey, setFocusedKey] = useState<string | undefined>()
  const { rows, isAtEnd } = useTimeline({ thread, items, scroller, focusedKey })
  const missed = useMissed(thread, isAtEnd)
  useOwnWords(items, () => goToEnd())
  useEffect(() => onSeen(isAtEnd), [isAtEnd, onSeen])
  const giveUpTarget = useTarget({ ...props, items, rows, scroller })
  function goToEnd(): void {
    giveUpTarget()
    void jumpToLatest(thread.chatId).then(() => rows.scrollToEnd())
  }
  if (items.length === 0) return <Nothing />
  return (
    <div className={css.viewport}>
      <Scroller ref={scroller} name={props.contactName} onFocused={setFocusedKey}>
        <ol ref={rows.containerRef} className={css.items}>
          {rows.getVirtualItems().map(({ index, key }) => (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              data-key={key}
              className={css.item}
            >
              <TimelineRow item={items[index] as TimelineItem} />
            </li>
          ))}
        </ol>
      </Scroller>
      {!isAtEnd && <JumpButton missed={missed} onPress={goToEnd} />}
    </div>
  )
}

/** The part that scrolls: reachable by Tab, so that it can be read with the keyboard alone. */
function Scroller({
  ref,
  name,
  onFocused,
  children,
}: {
  readonly ref: RefObject<HTMLElement | null>
  readonly name: string
  readonly onFocused: (key: string | undefined) => void
  readonly children: ReactNode
}) {
  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter' && event.target instanceof Element) openMenuOf(event.target)
    const to = isRowKey(event) ? nextArticle(event) : null
    if (!to) return
    event.preventDefault()
    to.focus()
    to.scrollIntoView({ block: 'nearest' })
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- arrows move between the messages inside
    <section
      ref={ref}
      className={css.scroller}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scroller must be reachable by key
      tabIndex={0}
      aria-label={t('thread.messages', { name })}
      data-region-focus
      onKeyDown={press}
      onFocus={(event) => onFocused(keyOf(event))}
    >
      {children}
    </section>
  )
}

function Nothing() {
  return (
    <div className={css.viewport}>
      <Empty title={t('thread.empty')}>{t('thread.emptyHint')}</Empty>
    </div>
  )
}

function JumpButton({
  missed,
  onPress,
}: {
  readonly missed: number
  readonly onPress: () => void
}) {
  return (
    <Button className={css.jump} look={missed > 0 ? 'primary' : 'plain'} onPress={onPress}>
      <ArrowDown size={16} aria-hidden />
      {missed > 0 ? t('thread.jumpNew', { count: missed }) : t('thread.jumpLatest')}
    </Button>
  )
}

/** What one has just said oneself is always shown. */
function useOwnWords(items: readonly TimelineItem[], show: () => void): void {
  const { user } = useSession()
  const last = items.at(-1)
  const own = last && isOwn(last, user?.id) ? last.key : undefined
  const seen = useRef(own)
  useEffect(() => {
    if (own === seen.current) return
    seen.current = own
    if (own !== undefined) show()
  }, [own, show])
}

function isOwn(item: TimelineItem, userId: string | undefined): boolean {
  return item.kind === 'outgoing' || (item.kind === 'note' && item.note.author?.id === userId)
}

/** How many messages came while the reader was up in the past. */
function useMissed({ messages }: Thread, isAtEnd: boolean): number {
  const [seenId, setSeenId] = useState(messages.at(-1)?.id)
  const newest = messages.at(-1)?.id
  if (isAtEnd && newest !== seenId) setSeenId(newest)
  if (isAtEnd) return 0
  const seen = messages.findLastIndex((message) => message.id === seenId)
  return seen < 0 ? 0 : messages.length - 1 - seen
}

function isRowKey(event: KeyboardEvent): boolean {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
  const isInside = event.target instanceof HTMLElement && !event.target.closest('textarea, input')
  return isPlain && isInside && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
}

/** Enter on a message itself is its button for everything else; on what is inside, it is that thing's own. */
function openMenuOf(target: Element): void {
  if (target.matches('article')) target.querySelector<HTMLElement>('[data-more]')?.click()
}

/** From the scroller itself, Up goes to the last message that is seen. */
function nextArticle(event: KeyboardEvent): HTMLElement | null {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('article')]
  const here = event.target instanceof Element ? event.target.closest('article') : null
  const at = all.findIndex((article) => article === here)
  if (at < 0) return event.key === 'ArrowUp' ? (all.at(-1) ?? null) : null
  return all[at + (event.key === 'ArrowUp' ? -1 : 1)] ?? null
}

function keyOf(event: FocusEvent): string | undefined {
  return event.target.closest<HTMLElement>('[data-key]')?.dataset['key']
}
