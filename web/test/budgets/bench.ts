/** A server of its own with its simulator, and a browser before it, for measuring. */
import { setTimeout as wait } from 'node:timers/promises'

import type { BrowserContextOptions, CDPSession, Page } from 'playwright-core'

import { ada, type Site, startSite } from '../browser/site.ts'

export interface Bench extends Pick<Site, 'control' | 'folder' | 'url'> {
  /** A window in which somebody is signed in. */
  openPage(options?: BrowserContextOptions): Promise<Page>
  /** A message is found by its words: what the server does beside is done. */
  untilFound(words: string): Promise<void>
  close(): Promise<void>
}

export interface Measured {
  readonly name: string
  readonly value: number
  readonly budget: number
  readonly unit: 'KB' | 'ms' | 'px' | 'MB' | ''
}

export async function openBench(): Promise<Bench> {
  const endings: (() => unknown)[] = []
  const site = await startSite({ setTimeout() {}, teardown: (end) => endings.unshift(end) })
  await site.register(ada)
  return {
    url: site.url,
    folder: site.folder,
    control: site.control,
    async openPage(options) {
      const page = await site.open(options)
      await site.signIn(page, ada)
      return page
    },
    async untilFound(words) {
      const asAda = await site.as(ada)
      const path = `/api/messages/search?q=${encodeURIComponent(words)}`
      for (;;) {
        const { items } = (await asAda('GET', path)) as { items: unknown[] }
        if (items.length > 0) return
        await wait(500)
      }
    },
    async close() {
      for (const end of endings) await end()
    },
  }
}

/** What a phone or an old laptop is, from a machine like this one. */
export async function slowDown(page: Page, times: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: times })
  return session
}

/** What is still held after everything else has been thrown away, in MB. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize / 1024 / 1024
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`)
}
