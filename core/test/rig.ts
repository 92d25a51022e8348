/** A kernel for tests: a real PostgreSQL server of its own in a folder that goes when the test ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import {
  type Adapters,
  type Env,
  type Kernel,
  loadAdapters,
  loadConfig,
  openKernel,
} from '@parley/core'

export interface KernelOptions {
  /** Variables beside the ones that a test always has. */
  env?: Env
  /** Package names or folders below the checkout, as in ADAPTERS, or adapters that are loaded already. */
  adapters?: readonly string[] | Adapters
  overrides?: Partial<Kernel>
}
interface Test {
  teardown(work: () => unknown): void
}
const root = join(import.meta.dirname, '../..')

/** One server a test file is enough: it takes most of a second. */
export async function startKernel(t: Test, options: KernelOptions = {}): Promise<Kernel> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'))
  const env = {
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    ...options.env,
  }
  const { config, faults } = loadConfig(env, root)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const given = options.adapters ?? []
  const adapters = 'byChannel' in given ? given : await loadAdapters(given, { root, env })
  const kernel = await openKernel(config, adapters, options.overrides)
  t.teardown(async () => {
    await kernel.close()
    rmSync(dataDir, { recursive: true, force: true })
  })
  return kernel
}

/** A second process on the same database: its own bus and caches. */
export async function joinKernel(t: Test, first: Kernel, env: Env = {}): Promise<Kernel> {
  const config = { ...first.config, ...loadConfig({ ...first.config.env, ...env }, root).config }
  const kernel = await openKernel(config, first.adapters, { database: first.database })
  t.teardown(() => kernel.close())
  return kernel
}
