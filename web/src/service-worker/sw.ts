/** Keeps the page for when there is no network, and answers clicks on notices. What the server says is never kept here. */
const worker = globalThis as unknown as ServiceWorkerGlobalScope

const PAGE = 'parley-page-1'
const ASSETS = 'parley-assets-1'
/** Addresses that belong to the server itself. */
const theirs = /^\/(api|simulator|docs|metrics|health|livez|readyz|openapi\.json)(\/|$)/

worker.addEventListener('install', (event) => {
  event.waitUntil(keepPage().then(() => worker.skipWaiting()))
})

worker.addEventListener('activate', (event) => {
  // The page is asked for while this worker is still being started.
  void worker.registration.navigationPreload?.enable()
  event.waitUntil(forgetOthers().then(() => worker.clients.claim()))
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || theirs.test(pathname)) return
  if (request.mode === 'navigate') event.respondWith(answerPage(event))
  // The name of such a file changes with its content, so the kept one is always the right one.
  else if (pathname.startsWith('/assets/')) event.respondWith(answerAsset(request))
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const { path, chatId } = event.notification.data as { path: string; chatId: string | null }
  const type = event.action === 'reply' ? 'reply' : 'open'
  event.waitUntil(
    event.action === 'read'
      ? tell({ type: 'read', path, chatId })
      : openPath({ type, path, chatId }),
  )
})

async function keepPage(): Promise<void> {
  const response = await fetch('/inbox')
  if (response.ok) await storePage(response)
}

async function forgetOthers(): Promise<void> {
  const known = new Set([PAGE, ASSETS])
  const names = await caches.keys()
  await Promise.all(names.filter((name) => !known.has(name)).map((name) => caches.delete(name)))
}

/** From the network while there is one. Any address is the same page. */
async function answerPage({ request, preloadResponse }: FetchEvent): Promise<Response> {
  try {
    const response = ((await preloadResponse) as Response | undefined) ?? (await fetch(request))
    if (response.ok && isPage(response)) await storePage(response.clone())
    return response
  } catch (error) {
    const kept = await caches.match('/', { cacheName: PAGE })
    if (kept) return kept
    throw error
  }
}

function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') ?? false
}

/** A page of another version has other files: those of the old one go. */
async function storePage(response: Response): Promise<void> {
  const cache = await caches.open(PAGE)
  const before = await cache.match('/')
  const isChanged = before && (await scriptsOf(before)) !== (await scriptsOf(response.clone()))
  if (isChanged) await caches.delete(ASSETS)
  await cache.put('/', response)
}

async function scriptsOf(page: Response): Promise<string> {
  return [...(await page.text()).matchAll(/src="(\/assets\/[^"]+)"/g)].map(([, src]) => src).join()
}

async function answerAsset(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS)
  const kept = await cache.match(request)
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}

interface Word {
  readonly type: 'open' | 'reply' | 'read'
  readonly path: string
  readonly chatId: string | null
}

/** The tab that is used goes there; without any, a new one. */
async function openPath(word: Word): Promise<void> {
  const [client] = await pages()
  if (!client) {
    await worker.clients.openWindow(word.path)
    return
  }
  await client.focus().catch(() => {
    // The system keeps the window where it is; the page still goes there.
  })
  say(client, word)
}

async function tell(word: Word): Promise<void> {
  const [client] = await pages()
  if (client) say(client, word)
}

function say(client: WindowClient, word: Word): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's pages are of its own origin
  client.postMessage(word)
}

/** The one that was used last comes first. */
function pages(): Promise<readonly WindowClient[]> {
  return worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
}
