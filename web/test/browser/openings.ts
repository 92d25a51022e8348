/** Opens things over a page, one after the other, and lets axe judge each. */
import type { Page } from 'playwright-core'
import type { Test } from 'tap'

import { violations } from './axe.ts'

/** How it is closed again is the same for all: Escape. */
export type Opening = readonly [name: string, open: (page: Page) => Promise<unknown>]

export async function judgeEach(
  t: Pick<Test, 'strictSame'>,
  page: Page,
  openings: readonly Opening[],
): Promise<void> {
  for (const [name, open] of openings) {
    await open(page)
    t.strictSame(await violations(page), [], name)
    await page.keyboard.press('Escape')
    await untilClosed(page)
  }
}

/** Nothing lies over the page, and the page can be worked again. */
async function untilClosed(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const isOpen = document.querySelector(
      '[role="dialog"], [role="alertdialog"][aria-modal], [role="menu"]',
    )
    return !isOpen && !document.querySelector('#root')?.hasAttribute('inert')
  })
}

export async function dialog(page: Page, name: string | RegExp): Promise<void> {
  const exact = typeof name === 'string'
  await page
    .getByRole('dialog', { name, exact })
    .or(page.getByRole('alertdialog', { name, exact }))
    .waitFor()
}

/** By the button of that name. */
export async function press(page: Page, button: string | RegExp): Promise<void> {
  await page
    .getByRole('button', { name: button, exact: typeof button === 'string' })
    .first()
    .click()
}

export async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('menuitem', { name: item }).click()
}

export async function menu(page: Page): Promise<void> {
  await page.getByRole('menuitem').first().waitFor()
}
