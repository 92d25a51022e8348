/** Accessibility, as axe judges it on the page that is there. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
interface Axe {
  run(
    what: Document,
    options: object,
  ): Promise<{
    violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly html: string }[]
    }[]
  }>
}

const rules = {
  light: {},
  // A theme is other colours and nothing else.
  dark: { runOnly: ['color-contrast', 'link-in-text-block'] },
} as const
type Theme = keyof typeof rules

/** What axe finds on the page as it is, in both themes, a line each. The page follows the system's theme. */
export async function violations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  const light = await violationsIn(page, 'light')
  const dark = await violationsIn(page, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  return [...light, ...dark]
}

/**
 * At rest: on its way from one theme to the other a colour is neither. It loads no styles again: the page's policy
 * refuses how it would.
 */
async function violationsIn(page: Page, theme: Theme): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: theme })
  await page.waitForFunction(
    (wanted) => document.documentElement.dataset['theme'] === wanted,
    theme,
  )
  await page.evaluate(atRest)
  const found = await page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    // Under an open panel the page is inert, its heading and landmarks with it.
    const enabled = !document.querySelector('#root')?.hasAttribute('inert')
    const rules = { 'landmark-one-main': { enabled }, 'page-has-heading-one': { enabled } }
    const usual = { resultTypes: ['violations'], preload: false }
    return (await axe.run(document, { ...usual, ...('runOnly' in options ? options : { rules }) }))
      .violations
  }, rules[theme])
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${theme}, ${id}: ${html}`))
}

/** Two frames, for what was just changed to begin to move, and the end of every movement that has one. */
async function atRest(): Promise<void> {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))
  const moving = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(moving.map(({ finished }) => finished))
}

/** Whether something sticks out of the page, so that it scrolls sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth
  })
}
