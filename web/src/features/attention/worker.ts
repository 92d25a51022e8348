/** The service worker: registered here, and heard when somebody clicks a notice. */

export interface WorkerWord {
  readonly type: 'open' | 'reply' | 'read'
  readonly path: string
  readonly chatId: string | null
}

const words = new Set(['open', 'reply', 'read'])

/** Only on TLS or this machine, and only where the build has put the worker. */
export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  await navigator.serviceWorker.register(scriptUrl('/sw.js')).catch(() => {
    // A private window, or a proxy that hides the file: the page works without it.
  })
}

export function onWorkerWord(listener: (word: WorkerWord) => void): () => void {
  function hear({ data }: MessageEvent<WorkerWord>): void {
    if (data?.type && words.has(data.type)) listener(data)
  }
  navigator.serviceWorker?.addEventListener('message', hear)
  return () => navigator.serviceWorker?.removeEventListener('message', hear)
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string }
}

/** The page's policy lets no plain text become the address of a script. */
function scriptUrl(path: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const rules = { createScriptURL: (url: string) => url }
  return trustedTypes?.createPolicy('parley-worker', rules).createScriptURL(path) ?? path
}
