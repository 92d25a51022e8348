/** The inbox's own files, and its page for every address that is none of the server's. */
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import files from '@fastify/static'
import { refuse } from '@parley/core'
import type { FastifyReply } from 'fastify'

import type { App } from './http.ts'
import { pagePolicy } from './security.ts'

/** What the build writes where the nonce of each answer belongs. */
const placeholder = '__CSP_NONCE__'
const workerPolicy = "default-src 'none'; connect-src 'self'"
// however it is spelled: a program that misses its route must not take a page for its answer
const ours = /^\/+(api|simulator|docs|metrics|health|livez|readyz|openapi\.json)(\/|$)/i

export async function web(app: App, options: { folder?: string } = {}): Promise<void> {
  const { config } = app.kernel
  const folder = options.folder ?? join(config.root, 'web/dist')
  const page = existsSync(join(folder, 'index.html'))
    ? readFileSync(join(folder, 'index.html'), 'utf8')
    : unbuilt
  // a list made at the start: no path of a request ever reaches the file system
  const known = new Set(existsSync(folder) ? listFiles(folder) : [])
  await app.register(files, { root: folder, serve: false, preCompressed: true })
  app.get(
    '/*',
    { config: { right: 'public', special: 'static', streams: true, quiet: true } },
    async (request, reply) => {
      const path = pathOf(request.raw.url ?? '/')
      if (known.has(path.slice(1))) return sendFile(reply, path.slice(1))
      if (ours.test(path) || /\.\w+$/.test(path)) throw refuse('not_found')
      const nonce = randomBytes(16).toString('base64')
      return reply
        .header('content-security-policy', pagePolicy(config.frontendUrl, nonce))
        .header('cache-control', 'no-cache')
        .type('text/html; charset=utf-8')
        .send(page.replaceAll(placeholder, nonce))
    },
  )
}

/** Built files carry a hash in their name, so they never change. A service worker asks for what the page needs by its own policy. */
function sendFile(reply: FastifyReply, path: string): FastifyReply {
  if (path === 'sw.js') reply.header('content-security-policy', workerPolicy)
  const isHashed = path.startsWith('assets/')
  return reply.sendFile(path, {
    maxAge: isHashed ? '365d' : 0,
    immutable: isHashed,
  })
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split('?')[0]!)
  } catch {
    return '/'
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'index.html')
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

const unbuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Parley</title>
<h1>Parley is running</h1>
<p>The inbox is not built yet: run <code>npm run build</code> and start again.</p>
<p><a href="/docs">The API</a></p>
</html>
`
