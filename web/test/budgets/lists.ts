/** The list of ten thousand chats: how soon it can be used, how fast it follows the keys, how fast a chat opens. */
import type { Page } from 'playwright-core'

import { type Bench, heapOf, type Measured, note, percentile, slowDown } from './bench.ts'

const ROUNDS = 5
const SLOWER = 4
const KEYS = 60
/** Chrome's own "Fast 4G". */
const fast4g = {
  offline: false,
  latency: 60,
  downloadThroughput: (9 * 1024 * 1024) / 8,
  uploadThroughput: (1.5 * 1024 * 1024) / 8,
}

export async function measureLists(bench: Bench): Promise<readonly Measured[]> {
  const page = await bench.openPage()
  await watchFirstRows(page)
  const session = await slowDown(page, SLOWER)
  const warm = await loadTimes(page, `${bench.url}/inbox`)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', fast4g)
  await session.send('Network.setBypassServiceWorker', { bypass: true })
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  const cold = await loadTimes(page, `${bench.url}/inbox`)
  await session.detach()
  await page.context().close()
  note(`list usable, warm: ${warm.join(' ')}; cold: ${cold.join(' ')}`)
  const fresh = await bench.openPage()
  const [keys, opened] = await follow(fresh)
  const nodes = await fresh.evaluate(() => document.querySelectorAll('*').length)
  const [before, after] = await heapsOf(fresh)
  await fresh.context().close()
  return [
    ms('inbox usable, 10,000 chats, CPU 4×, fast 4G, nothing kept', percentile(cold, 0.5), 1500),
    ms('inbox usable, 10,000 chats, CPU 4×, opened before', percentile(warm, 0.5), 700),
    ms('from key to paint in the list, p95', percentile(keys, 0.95), 30),
    ms('open a chat that is kept, p95', percentile(opened, 0.95), 100),
    { name: 'elements in the page', value: nodes, budget: 2500, unit: '' },
    { name: 'heap after 500 chats', value: after, budget: 120, unit: 'MB' },
    {
      name: 'growth over the last 100 of them',
      value: after - before,
      budget: after / 10,
      unit: 'MB',
    },
  ]
}

const SWITCHES = 500
const LAST = 100

/** From chat to chat, down and back up again: before the last hundred, and after them. */
async function heapsOf(page: Page): Promise<[before: number, after: number]> {
  let before = 0
  for (let at = 0; at < SWITCHES; at += 1) {
    if (at === SWITCHES - LAST) before = await heapOf(page)
    await pressKey(page, at % LAST < LAST * 0.6 ? 'j' : 'k')
  }
  return [before, await heapOf(page)]
}

function ms(name: string, value: number, budget: number): Measured {
  return { name, value, budget, unit: 'ms' }
}

/** The page itself notes when its first rows were painted, from the start of its navigation. */
async function watchFirstRows(page: Page): Promise<void> {
  await page.addInitScript(() => {
    function look(): void {
      if (document.querySelectorAll('[data-chat]').length < 5)
        return void requestAnimationFrame(look)
      requestAnimationFrame(() => {
        setTimeout(() => Object.assign(globalThis, { firstRowsMs: performance.now() }))
      })
    }
    requestAnimationFrame(look)
  })
}

async function loadTimes(page: Page, url: string): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(url)
    const shown = await page.waitForFunction(
      () => (globalThis as { firstRowsMs?: number }).firstRowsMs,
    )
    times.push(Math.round((await shown.jsonValue()) ?? Number.NaN))
  }
  return times
}

/** Goes down the list by key and up again: every chat on the way back is kept. */
async function follow(page: Page): Promise<[keys: number[], opened: number[]]> {
  await page.locator('[data-chat]').first().waitFor()
  const down: number[] = []
  const up: number[] = []
  for (let at = 0; at < KEYS / 2; at += 1) {
    down.push((await pressKey(page, 'j')).selected)
    await page.locator('[data-region="thread"] article').first().waitFor()
  }
  for (let at = 0; at < KEYS / 2 - 1; at += 1) up.push((await pressKey(page, 'k')).opened)
  return [down, up]
}

interface Pressed {
  readonly selected: number
  readonly opened: number
}
interface Waiting {
  pressed: Promise<Pressed>
}

/** Times from the key press to the paint that selects the row, and to the paint with the chat's messages. */
async function pressKey(page: Page, key: string): Promise<Pressed> {
  await page.evaluate(awaitKey)
  await page.keyboard.press(key)
  return page.evaluate(() => (globalThis as unknown as Waiting).pressed)
}

function awaitKey(): void {
  const before = document.querySelector('[data-chat][aria-current]')?.getAttribute('data-chat')
  function isOpen(row: Element): boolean {
    const name = document.querySelector('[data-region="thread"] h1')?.textContent
    const hasMessages = document.querySelector('[data-region="thread"] article') !== null
    return Boolean(name && row.textContent.includes(name)) && hasMessages
  }
  const pressed = new Promise<Pressed>((resolve) => {
    function follow({ timeStamp }: KeyboardEvent): void {
      let selected = 0
      function look(): void {
        const row = document.querySelector('[data-chat][aria-current]')
        const isOther = row && row.getAttribute('data-chat') !== before
        if (isOther) selected ||= performance.now() - timeStamp
        if (!isOther || !isOpen(row)) return void requestAnimationFrame(look)
        setTimeout(() => resolve({ selected, opened: performance.now() - timeStamp }))
      }
      requestAnimationFrame(look)
    }
    document.addEventListener('keydown', follow, { once: true, capture: true })
  })
  Object.assign(globalThis, { pressed })
}
