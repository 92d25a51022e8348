/** Some customers in the inbox, and the ways to them. */
import type { Locator, Page } from 'playwright-core'

import { row, said } from './page.ts'
import { ada, type Site, whatsapp } from './site.ts'

/** Three customers who wait for an answer; the last one is on top. Gives the first one's id. */
export async function withCustomers(site: Site): Promise<string> {
  const ids: string[] = []
  for (const [at, name] of ['One', 'Two', 'Three'].entries()) {
    const person = { name: `Customer ${name}`, phone: `4915550000${at}` }
    const { id } = await site.control('people', person)
    await site.write(`Hello from ${name}`, { account: whatsapp, person: id })
    ids.push(id)
  }
  return ids[0] ?? ''
}

export async function openInbox(site: Site, options?: Parameters<Site['open']>[0]): Promise<Page> {
  const page = await site.open(options)
  await site.signIn(page, ada)
  await row(page, 'Customer One').waitFor()
  return page
}

export async function openChat(page: Page, name: string): Promise<void> {
  await row(page, name).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
  await said(page, 'Hello from').waitFor()
}

export function item(page: Page, name: string): Locator {
  return page.getByRole('menuitem', { name, exact: true })
}

/** Who is in the list, from its top. */
export async function names(page: Page): Promise<readonly (string | null | undefined)[]> {
  const rows = page.locator('[data-chat]')
  return rows.evaluateAll((all) => all.map((each) => each.querySelector('bdi')?.textContent))
}
