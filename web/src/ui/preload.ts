import { loadToasts } from './toast.tsx'

/** By then the first page is drawn, with what the server says of it. */
const AFTER_MS = 1500

/** Fetches what the first menu, dialog or notice will need, once the page has nothing better to do. */
export function preloadWhenIdle(): void {
  const whenIdle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run))
  setTimeout(() => whenIdle(preload), AFTER_MS)
}

function preload(): void {
  void Promise.allSettled([
    import('./menu-popup.tsx'),
    import('./modal-dialog.tsx'),
    import('./option-list.tsx'),
    loadToasts(),
  ])
}
