import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { dist, measureBundle } from '../../scripts/check-bundle.ts'

const isBuilt = existsSync(join(dist, '.vite/manifest.json'))
const skip = isBuilt ? {} : { skip: 'the inbox is not built; `npm run build` builds it' }

t.test('the first page and every later part keep to their budgets', skip, async (t) => {
  for (const { name, bytes, budget } of measureBundle()) {
    t.ok(bytes <= budget, `${name}: ${bytes} of ${budget} bytes`)
  }
})

t.test('the page lets the server say which styles and scripts are ours', skip, async (t) => {
  const page = readFileSync(join(dist, 'index.html'), 'utf8')
  t.match(page, /<meta property="csp-nonce" nonce="__CSP_NONCE__">/)
  t.notMatch(page, /<script(?![^>]*\bsrc=)[^>]*>/, 'no script stands in the page itself')
  t.notMatch(page, /<style|\son\w+=|user-scalable|maximum-scale/)
  t.notMatch(page, /(?:src|href)="(?:https?:)?\/\//, 'nothing of another origin')
})

t.test('the emoji have their names from here', skip, async (t) => {
  t.ok(existsSync(join(dist, 'emoji/en/data.json')))
  const scripts = readdirSync(join(dist, 'assets')).filter((file) => file.endsWith('.js'))
  const fetches = scripts.filter((file) =>
    /fetch\(["'`]https?:/.test(readFileSync(join(dist, 'assets', file), 'utf8')),
  )
  t.strictSame(fetches, [])
})
