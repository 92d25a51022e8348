import { useLayoutEffect, useRef } from 'react'
import { useLocation } from 'wouter'

import { type Action, keyboard } from '../../keyboard.ts'
import { paths } from '../../routes.ts'
import { shortcutOf } from '../../shortcuts.ts'
import { runNewestAction } from '../../ui/toast.tsx'

/** Actions that work on every page, and the one listener for keys. */
export function useGlobalKeys(): void {
  const [, navigate] = useLocation()
  useActions(() => [
    { ...shortcutOf('go.inbox'), run: () => navigate(paths.inbox) },
    { ...shortcutOf('region.next'), run: () => moveRegion(1) },
    { ...shortcutOf('region.previous'), run: () => moveRegion(-1) },
    { ...shortcutOf('undo'), run: () => void runNewestAction() },
  ])
  // Before anything of the page is painted: what is seen can be worked.
  useLayoutEffect(() => {
    function press(event: KeyboardEvent): void {
      keyboard.press(event)
    }
    // The widgets' own F6 knows only the notices; ours goes everywhere, so it comes first.
    function pressFirst(event: KeyboardEvent): void {
      if (event.key !== 'F6') return
      keyboard.press(event)
      if (event.defaultPrevented) event.stopPropagation()
    }
    window.addEventListener('keydown', press)
    window.addEventListener('keydown', pressFirst, { capture: true })
    return () => {
      window.removeEventListener('keydown', press)
      window.removeEventListener('keydown', pressFirst, { capture: true })
    }
  }, [])
}

/** Registers actions while the component is there; they always see its newest values. */
export function useActions(make: () => readonly Action[]): void {
  const actions = make()
  const newest = useRef(actions)
  useLayoutEffect(() => {
    newest.current = actions
  })
  // Registering anew would break a sequence such as `g i` in its middle, so it happens only when ids or keys change.
  const shapes = JSON.stringify(actions)
  useLayoutEffect(() => {
    const stable = (JSON.parse(shapes) as Action[]).map((shape, at) =>
      Object.assign(shape, {
        when: () => newest.current[at]?.when?.() ?? true,
        run: () => newest.current[at]?.run(),
      }),
    )
    return keyboard.register(stable)
  }, [shapes])
}

/** Walks the regions of the page: rail, views, list, thread, composer, details. The innermost one counts. */
function moveRegion(by: number): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetParent !== null,
  )
  const at = regions.findLastIndex((region) => region.contains(document.activeElement))
  const next = regions[(at + by + regions.length) % regions.length]
  const target = next?.querySelector<HTMLElement>('[data-region-focus]') ?? next
  target?.focus()
}
