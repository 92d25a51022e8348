import {
  type KeyboardEvent,
  lazy,
  type PointerEvent,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react'

const LinkCard = lazy(async () => ({ default: (await import('./link-card.tsx')).LinkCard }))

const OPEN_AFTER_MS = 500
const CLOSE_AFTER_MS = 150

/** A link in a message. Pointed at or focused for a moment, it shows what is behind it before anybody goes there. */
export function MessageLink({
  href,
  children,
}: {
  readonly href: string
  readonly children: ReactNode
}) {
  const link = useRef<HTMLAnchorElement>(null)
  const card = useCard()
  const isPage = href.startsWith('https:')
  return (
    <>
      <a
        ref={link}
        href={href}
        target="_blank"
        rel="noreferrer noopener nofollow"
        {...(isPage ? card.handlers : {})}
      >
        {children}
      </a>
      {card.isOpen && (
        <Suspense>
          <LinkCard href={href} anchor={link} hold={card.hold} leave={card.leave} />
        </Suspense>
      )}
    </>
  )
}

/** It opens after a moment, stays while the pointer is on it, and Escape closes it. */
function useCard() {
  const [isOpen, setIsOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  function soon(wanted: boolean): void {
    clearTimeout(timer.current)
    const afterMs = wanted ? OPEN_AFTER_MS : CLOSE_AFTER_MS
    timer.current = setTimeout(() => setIsOpen(wanted), afterMs)
  }
  function leave(): void {
    soon(false)
  }
  return {
    isOpen,
    hold: () => clearTimeout(timer.current),
    leave,
    handlers: {
      onPointerEnter(event: PointerEvent) {
        if (event.pointerType === 'mouse') soon(true)
      },
      onPointerLeave: leave,
      onFocus: () => soon(true),
      onBlur: leave,
      onKeyDown(event: KeyboardEvent) {
        if (event.key !== 'Escape' || !isOpen) return
        event.stopPropagation()
        clearTimeout(timer.current)
        setIsOpen(false)
      },
    },
  }
}
