import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv, type Plugin, type ServerOptions } from 'vite'

/** The server writes a fresh nonce over this in every page it serves. */
const cspNonce = '__CSP_NONCE__'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig(({ mode }) => ({
  root,
  base: '/',
  html: { cspNonce },
  plugins: [react(), emojiData(['en', 'de'])],
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
      output: {
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }],
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

/** The emoji picker would fetch its data from a CDN; this puts our copy of it beside the app. */
function emojiData(locales: readonly string[]): Plugin {
  const files = locales.flatMap((locale) => [`${locale}/data.json`, `${locale}/messages.json`])
  function source(file: string) {
    return readFileSync(fileURLToPath(import.meta.resolve(`emojibase-data/${file}`)))
  }
  return {
    name: 'emoji-data',
    generateBundle() {
      for (const file of files) {
        this.emitFile({ type: 'asset', fileName: `emoji/${file}`, source: source(file) })
      }
    },
    configureServer(server) {
      server.middlewares.use('/emoji', (request, response, next) => {
        const file = files.find((name) => request.url === `/${name}`)
        if (!file) return next()
        response.setHeader('content-type', 'application/json')
        response.end(source(file))
      })
    },
  }
}
