/** What browser tests do on a page: where its parts are, and how to wait for what they say. */
import type { Locator, Page, Response } from 'playwright-core'
import type { Test } from 'tap'

import { until } from '../../../plugins/test/until.ts'
import type { Person } from './site.ts'

/** The row of a chat in the list, by the name of the contact. */
export function row(page: Page, name: string): Locator {
  return page.locator('[data-chat]', { hasText: name }).first()
}

export function composer(page: Page): Locator {
  return page.locator('[data-composer]')
}

/** A message or note by its words. */
export function said(page: Page, text: string): Locator {
  return page.locator('article', { hasText: text }).first()
}

/** A new person, by the form that an invitation or the first visit leads to. */
export async function createAccount(page: Page, address: string, who: Person): Promise<void> {
  await page.goto(address)
  await page.getByLabel('Your name').fill(who.name)
  await page.getByLabel('E-mail').fill(who.email)
  await page.getByLabel('Password', { exact: true }).fill(who.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(/\/(welcome|inbox)/)
}

/** Sends what is in the composer, without the time to take it back. */
export async function sendNow(page: Page): Promise<void> {
  await composer(page).press('Control+Enter')
  await page.getByRole('button', { name: 'Send now' }).click()
}

/** Until the field has the focus: whoever types before writes into the page. */
export async function focused(field: Locator): Promise<void> {
  await field.waitFor()
  const element = await field.elementHandle()
  await field.page().waitForFunction((wanted) => document.activeElement === wanted, element)
}

/** Does it, until the server has answered the request that carries this text. */
export async function answered(
  page: Page,
  text: string | RegExp,
  act: () => Promise<unknown>,
): Promise<Response> {
  const answer = page.waitForResponse((response) => {
    const request = response.request()
    return typeof text === 'string'
      ? request.postData()?.includes(text) === true
      : text.test(`${request.method()} ${new URL(request.url()).pathname}`)
  })
  await act()
  const response = await answer
  await response.finished()
  return response
}

/** Until what is read is what is wanted; what it was instead says more than that it did not come. */
export async function becomes<T>(
  t: Pick<Test, 'strictSame'>,
  read: () => Promise<T>,
  wanted: T,
): Promise<void> {
  let last = await read()
  await until(async () => {
    last = await read()
    return JSON.stringify(last) === JSON.stringify(wanted)
  }, 60).catch(() => {
    // the comparison below says it
  })
  t.strictSame(last, wanted)
}
