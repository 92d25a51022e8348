/** A chat of a hundred thousand messages: how soon it opens, how smoothly it scrolls, whether it keeps its place. */
import type { Page } from 'playwright-core'

import { readUpwards } from '../browser/scrolling.ts'
import { type Bench, type Measured, note, percentile } from './bench.ts'

const FRAMES = 900

export async function measureHistory(bench: Bench, chatId: string): Promise<readonly Measured[]> {
  const page = await bench.openPage()
  await page.goto(`${bench.url}/inbox/${chatId}`)
  await page.locator('[data-region="thread"] article').first().waitFor()
  const opened = await openFromList(page, chatId)
  const { worst, pages } = await page.evaluate(readUpwards)
  note(`${pages} pages joined`)
  const frames = await page.evaluate(scrollUp, FRAMES)
  note(`frames: ${frames.length}, longest ${Math.max(...frames).toFixed(1)} ms`)
  await page.context().close()
  return [
    { name: 'open a chat of 100,000 messages at its end', value: opened, budget: 300, unit: 'ms' },
    { name: 'shift when older messages join', value: worst, budget: 0, unit: 'px' },
    {
      name: 'frame while scrolling 100,000 messages, p95',
      value: percentile(frames, 0.95),
      budget: 17,
      unit: 'ms',
    },
  ]
}

/** Leaves the chat and comes back to it by its row, with nothing of it kept but what the page keeps. */
async function openFromList(page: Page, chatId: string): Promise<number> {
  await page.goto(`${new URL(page.url()).origin}/inbox`)
  await page.locator(`[data-chat="${chatId}"]`).waitFor()
  return page.evaluate(async (id) => {
    const start = performance.now()
    document.querySelector<HTMLElement>(`[data-chat="${id}"]`)?.click()
    while (!document.querySelector('[data-region="thread"] article'))
      await new Promise(requestAnimationFrame)
    await new Promise((resolve) => setTimeout(resolve))
    return performance.now() - start
  }, chatId)
}

/** A steady pull upwards, faster than anyone reads, and the time between its frames. */
async function scrollUp(count: number): Promise<number[]> {
  const scroller = document.querySelector('[data-region="thread"] [data-region-focus]')
  const frames: number[] = []
  let last = await new Promise<number>(requestAnimationFrame)
  for (let frame = 0; frame < count; frame += 1) {
    scroller?.scrollBy(0, -40)
    const now = await new Promise<number>(requestAnimationFrame)
    frames.push(now - last)
    last = now
  }
  return frames
}
