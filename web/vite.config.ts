import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv, type Plugin, type ServerOptions } from 'vite'

/** The server writes a fresh nonce over this in every page it serves. */
const cspNonce = '__CSP_NONCE__'
const root = fileURLToPath(new URL('.', import.meta.url))
const eager = eagerModules()

export default defineConfig(({ mode }) => ({
  root,
  base: '/',
  html: { cspNonce },
  plugins: [react(), themeFirst(), emojiData(), ownLanguagesOnly(), eager.plugin],
  // npm hoists an older React for a development tool; everything here must share ours.
  resolve: { dedupe: ['react', 'react-dom'] },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: {
        index: fileURLToPath(new URL('index.html', import.meta.url)),
        sw: fileURLToPath(new URL('src/service-worker/sw.ts', import.meta.url)),
      },
      output: {
        // A service worker rules over its folder and below, and is found again by its name.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/,
              priority: 2,
            },
            { name: 'inbox', test: eager.has, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: proxyTo(loadEnv(mode, root).VITE_API_URL ?? 'http://127.0.0.1:3001') },
}))

/** While developing, everything but the app itself comes from a running server. */
function proxyTo(target: string): ServerOptions['proxy'] {
  return { '/api': { target, ws: true }, '/simulator': target }
}

/** Before the first paint, so no module; under a name of its own for each content, so that no visit asks for it twice. */
function themeFirst(): Plugin {
  const source = readFileSync(new URL('src/theme.js', import.meta.url))
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
  const fileName = `assets/theme-${hash}.js`
  return {
    name: 'theme-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('/src/theme.js', `/${fileName}`),
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source })
    },
  }
}

/** The languages of the inbox, by their catalogues. */
function ownLanguages(): readonly string[] {
  const files = readdirSync(new URL('src/i18n/', import.meta.url))
  return files.flatMap((file) => /^([a-z]{2})\.ts$/.exec(file)?.[1] ?? [])
}

/** The widgets bring their few words in thirty languages; only ours are built in. */
function ownLanguagesOnly(): Plugin {
  const own = new Set(ownLanguages())
  return {
    name: 'own-languages-only',
    load: {
      filter: {
        id: /[\\/]react-(?:aria|stately|aria-components)[\\/].*[\\/][a-z]{2}-[A-Z]{2}\.mjs$/,
      },
      handler: (id) => (own.has(id.slice(-9, -7)) ? null : 'export default {}'),
    },
  }
}

/** What the first page needs goes into one file: a dozen small ones compress worse and cost a request each. */
function eagerModules(): { plugin: Plugin; has: (id: string) => boolean } {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    plugin: {
      name: 'eager-modules',
      buildEnd() {
        const entries = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry)
        const waiting = entries.flatMap((id) => this.getModuleInfo(id)?.importedIds ?? [])
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          if (ids.has(id)) continue
          ids.add(id)
          waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []))
        }
      },
    },
  }
}

/** The emoji picker would fetch its data from a CDN; this puts our copy of it beside the app. */
function emojiData(): Plugin {
  function pathOf(file: string): string {
    return join(
      dirname(fileURLToPath(import.meta.resolve('emojibase-data/en/data.json'))),
      '..',
      file,
    )
  }
  const files = ownLanguages()
    .flatMap((locale) => [`${locale}/data.json`, `${locale}/messages.json`])
    .filter((file) => existsSync(pathOf(file)))
  return {
    name: 'emoji-data',
    generateBundle() {
      for (const file of files) {
        const source = readFileSync(pathOf(file))
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source })
      }
    },
    configureServer(server) {
      server.middlewares.use('/emoji', (request, response, next) => {
        const file = files.find((name) => request.url === `/${name}`)
        if (!file) return next()
        response.setHeader('content-type', 'application/json')
        response.end(readFileSync(pathOf(file)))
      })
    },
  }
}
