/** Customers who write without pause: how soon their words are on the screen, what they do to typing, and what an hour of them leaves in memory. */
import { setTimeout as wait } from 'node:timers/promises'

import type { Page } from 'playwright-core'

import { row } from '../browser/page.ts'
import { whatsapp } from '../browser/site.ts'
import { type Bench, heapOf, type Measured, note, percentile } from './bench.ts'

const PER_SECOND = 50
const SECONDS = 20
const PEOPLE = 8
/** An hour at five messages a second. */
const HOUR = 18_000
const AT_ONCE = 24
const LETTERS = 80

export async function measureTraffic(bench: Bench): Promise<readonly Measured[]> {
  const people: string[] = []
  for (let n = 0; n < PEOPLE; n += 1) {
    const person = { name: `Writer ${n}`, phone: `4917012300${n}` }
    people.push((await bench.control('people', person)).id)
  }
  function write(n: number, text: string): Promise<unknown> {
    const person = people[n % PEOPLE]
    return bench.control('acts', { account: whatsapp, person, kind: 'text', text })
  }
  for (let n = 0; n < PEOPLE; n += 1) await write(n, 'Good morning')
  const page = await bench.openPage()
  await row(page, 'Writer 0').waitFor()
  await page.mouse.move(1000, 300)
  const delays = await pixelDelays(page, write)
  const typed = await typeMeanwhile(page, write)
  const longest = await longestTask(page, write)
  const heap = await heapAfter(page, write)
  await page.context().close()
  return [
    {
      name: 'webhook to pixel at 50 messages/s, p95',
      value: percentile(delays, 0.95),
      budget: 300,
      unit: 'ms',
    },
    {
      name: 'work for a letter at 20 messages/s, p95',
      value: percentile(typed, 0.95),
      budget: 16,
      unit: 'ms',
    },
    { name: 'longest task in a burst of 200 messages/s', value: longest, budget: 50, unit: 'ms' },
    { name: 'heap after an hour of traffic', value: heap, budget: 150, unit: 'MB' },
  ]
}

type Write = (n: number, text: string) => Promise<unknown>

/** Each message carries the moment it was sent; the page notes when it was painted in a row of the list. */
async function pixelDelays(page: Page, write: Write): Promise<number[]> {
  await page.evaluate(() => {
    const delays = new Map<string, number>()
    Object.assign(globalThis, { delays })
    function look(): void {
      const now = Date.now()
      for (const row of document.querySelectorAll('[data-chat]')) {
        const [, sentAt] = /at (\d{13})/.exec(row.textContent ?? '') ?? []
        if (sentAt && !delays.has(sentAt)) delays.set(sentAt, now - Number(sentAt))
      }
    }
    new MutationObserver(() => requestAnimationFrame(() => setTimeout(look))).observe(
      document.body,
      { subtree: true, childList: true, characterData: true },
    )
  })
  await everySecond(SECONDS, PER_SECOND, (n) => write(n, `at ${Date.now()}`))
  await wait(2000)
  const delays = await page.evaluate(() => [
    ...(globalThis as unknown as { delays: Map<string, number> }).delays.values(),
  ])
  note(`seen ${delays.length} of ${SECONDS * PER_SECOND}, median ${percentile(delays, 0.5)} ms`)
  return delays
}

async function everySecond(
  seconds: number,
  times: number,
  act: (n: number) => Promise<unknown>,
): Promise<void> {
  const start = Date.now()
  const running: Promise<unknown>[] = []
  for (let n = 0; n < seconds * times; n += 1) {
    await wait(Math.max(0, start + (n * 1000) / times - Date.now()))
    running.push(act(n))
  }
  await Promise.all(running)
}

async function typeMeanwhile(page: Page, write: Write): Promise<number[]> {
  await row(page, 'Writer 0').click()
  const composer = page.locator('[data-composer]')
  await composer.click()
  await page.evaluate(() => {
    const letters: number[] = []
    Object.assign(globalThis, { letters })
    // The frame that shows it comes up to 17 ms later, whatever the page does.
    document.addEventListener('input', ({ timeStamp }) =>
      setTimeout(() => letters.push(performance.now() - timeStamp)),
    )
  })
  const traffic = everySecond((LETTERS * 60) / 1000, 20, (n) => write(n, `and ${n}`))
  for (let n = 0; n < LETTERS; n += 1) {
    await page.keyboard.press('a')
    await wait(50)
  }
  await traffic
  await composer.fill('')
  return page.evaluate(() => (globalThis as unknown as { letters: number[] }).letters)
}

/** The browser tells of those above 50 ms; without any it is 0. */
async function longestTask(page: Page, write: Write): Promise<number> {
  await page.evaluate(() => {
    const tasks: number[] = []
    Object.assign(globalThis, { tasks })
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration)
    }).observe({ type: 'longtask' })
  })
  await everySecond(10, 200, (n) => write(n, `burst ${n}`))
  await wait(1000)
  const tasks = await page.evaluate(() => (globalThis as unknown as { tasks: number[] }).tasks)
  return Math.max(0, ...tasks)
}

/** As fast as the server takes them, with an agent who goes from chat to chat. */
async function heapAfter(page: Page, write: Write): Promise<number> {
  let sent = 0
  async function customers(): Promise<void> {
    while (sent < HOUR) {
      sent += 1
      await write(sent, `Message ${sent} of an hour, and some more words about it.`)
    }
  }
  let isOver = false
  async function agent(): Promise<void> {
    while (!isOver) {
      await page.keyboard.press('Escape')
      await page.keyboard.press(Math.random() < 0.7 ? 'j' : 'k')
      await wait(400)
    }
  }
  const traffic = Promise.all(Array.from({ length: AT_ONCE }, customers)).finally(() => {
    isOver = true
  })
  await Promise.all([traffic, agent()])
  return heapOf(page)
}
