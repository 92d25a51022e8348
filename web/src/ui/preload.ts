import { loadToasts } from './toast.tsx'

/** Fetches what the first menu, dialog or notice will need, once the page has nothing better to do. */
export function preloadWhenIdle(): void {
  const whenIdle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 2000))
  whenIdle(() => {
    void Promise.allSettled([
      import('./menu-popup.tsx'),
      import('./modal-dialog.tsx'),
      import('./option-list.tsx'),
      loadToasts(),
    ])
  })
}
