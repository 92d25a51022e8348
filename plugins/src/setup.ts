import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { hasUsers, type Kernel } from '@parley/core'
import { Type } from 'typebox'

import type { App } from './http.ts'

const Setup = Type.Object({
  needsFirstUser: Type.Boolean(),
  registration: Type.Union([Type.Literal('open'), Type.Literal('invite')]),
  simulator: Type.Boolean(),
  version: Type.String(),
})

/** What a browser must know before anyone has signed in. */
export async function setup(app: App, options: { simulator?: boolean } = {}): Promise<void> {
  const { database, config } = app.kernel
  const version = versionOf(app.kernel)
  app.get(
    '/api/setup',
    { config: { right: 'public' }, schema: { response: { 200: Setup } } },
    async () => ({
      needsFirstUser: !(await hasUsers(database)),
      registration: config.registration,
      simulator: options.simulator === true,
      version,
    }),
  )
}

export function versionOf({ config }: Pick<Kernel, 'config'>): string {
  const file = readFileSync(join(config.root, 'package.json'), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
