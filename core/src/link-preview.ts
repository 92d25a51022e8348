/** Looks behind a link that somebody sent. The server asks, never a browser of ours: who looks, and from where, stays here. */
import type { Http } from './adapter.ts'
import { refuse } from './errors.ts'
import { guardedHttp } from './http-guard.ts'
import { factsOf } from './page-facts.ts'
import type { LinkPreview } from './schemas/link.ts'

export interface LinkPreviewOptions {
  http?: Http
  now?: () => number
}
export type FindLinkPreview = (url: string) => Promise<LinkPreview>

const most = { bytes: 256 * 1024, redirects: 3, kept: 500 }
const keptMs = 10 * 60_000

/** Only public addresses over https are asked, at every redirect anew. What was found, or not, is kept for some minutes. */
export function createLinkPreviews({
  http = guardedHttp({ timeoutMs: 5000 }),
  now = Date.now,
}: LinkPreviewOptions = {}): FindLinkPreview {
  const kept = new Map<
    string,
    { readonly at: number; readonly found: Promise<LinkPreview | null> }
  >()
  function look(url: string): Promise<LinkPreview | null> {
    const known = kept.get(url)
    if (known && now() - known.at < keptMs) return known.found
    const found = preview(http, url).catch(() => null)
    kept.delete(url)
    kept.set(url, { at: now(), found })
    const [oldest] = kept.keys()
    if (kept.size > most.kept && oldest !== undefined) kept.delete(oldest)
    return found
  }
  return async (url) => {
    const found = await look(url)
    if (!found) throw refuse('not_found', { detail: 'There is nothing to show of that page' })
    return found
  }
}

async function preview(http: Http, url: string): Promise<LinkPreview | null> {
  const { answer, url: last } = await follow(http, url)
  const [mime = ''] = (answer.headers.get('content-type') ?? '').toLowerCase().split(';')
  if (answer.status !== 200 || !answer.body) {
    await answer.body?.cancel()
    return null
  }
  const about = { url: last, host: new URL(last).host, mime: mime.trim() || null }
  if (about.mime !== 'text/html' && about.mime !== 'application/xhtml+xml') {
    await answer.body.cancel()
    return { ...about, title: null, description: null, siteName: null }
  }
  return { ...about, ...factsOf(decode(await beginning(answer.body), answer.headers)) }
}

async function follow(http: Http, from: string): Promise<{ answer: Response; url: string }> {
  let url = from
  for (let hop = 0; hop <= most.redirects; hop++) {
    const answer = await http(url, { headers: { accept: 'text/html,*/*;q=0.1' } })
    const next = answer.headers.get('location')
    if (answer.status < 300 || answer.status >= 400 || !next) return { answer, url }
    await answer.body?.cancel()
    url = new URL(next, url).href
  }
  throw new Error('it leads on and on')
}

/** As much as a head needs; a page that never ends is left. */
async function beginning(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= most.bytes) break
  }
  return Buffer.concat(chunks).subarray(0, most.bytes)
}

function decode(bytes: Buffer, headers: Headers): string {
  const written = bytes.subarray(0, 2048).toString('latin1')
  const [, named] =
    /charset="?([\w:-]{2,40})/i.exec(headers.get('content-type') ?? '') ??
    /<meta[^>]{0,200}charset=["']?([\w:-]{2,40})/i.exec(written) ??
    []
  try {
    return new TextDecoder(named ?? 'utf-8').decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}
