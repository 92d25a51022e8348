import { join } from 'node:path'

import pg from 'pg'
import t from 'tap'

import { row, said } from './page.ts'
import { readUpwards } from './scrolling.ts'
import { ada, needs, type Site, startSite } from './site.ts'

const CHATS = 1200
const MESSAGES = 3000

/** Many chats, and one of them with a long history; written past the channels, which would take an hour. */
async function fill(site: Site): Promise<{ chatId: string; oldId: string }> {
  const client = new pg.Client({
    host: join(site.folder, 'run'),
    user: 'parley',
    database: 'parley',
  })
  await client.connect()
  async function query<T>(text: string, values: unknown[] = []): Promise<T[]> {
    return (await client.query(text, values)).rows as T[]
  }
  const [first] = await query<{ id: string; connection: string }>(
    `select id::text, connection_id::text as connection from chats limit 1`,
  )
  if (!first) throw new Error('there is no chat yet')
  await query(
    `with people as (insert into contacts (name) select 'Customer ' || n from generate_series(1, $1::int) n returning id, name)
     insert into chats (connection_id, contact_id, identity, status, last_message_at)
     select $2, id, 'many-' || id, 'open', now() - interval '1 day' - id * interval '1 minute' from people`,
    [CHATS, first.connection],
  )
  await query(
    `insert into messages (chat_id, connection_id, external_id, direction, kind, text, author_type, author_name, status, sent_at)
     select $1, $2, 'long-' || n, 'in', 'text', 'Number ' || n || repeat(' and more words', n * 7919 % 12), 'contact', 'Ana Lima', 'received', now() - interval '3 hours' - ($3::int - n) * interval '30 seconds'
     from generate_series(1, $3::int) n`,
    [first.id, first.connection, MESSAGES],
  )
  const [old] = await query<{ id: string }>(
    `select id::text from messages where external_id = 'long-500'`,
  )
  await client.end()
  return { chatId: first.id, oldId: old?.id ?? '' }
}

t.test('lists that are far longer than the screen', needs, async (t) => {
  const site = await startSite(t)
  await site.register(ada)
  await site.write('The newest')
  const { chatId, oldId } = await fill(site)
  const page = await site.open()
  await site.signIn(page, ada)
  await row(page, 'Ana Lima').waitFor()

  await t.test('the chats come page by page, and only what is seen is in the page', async (t) => {
    const list = page.getByRole('list', { name: /, chats$/ })
    const last = await list.evaluate(async (ol, count) => {
      const scroller = ol.parentElement as HTMLElement
      while (scroller.scrollHeight < count * 72) {
        scroller.scrollTop = scroller.scrollHeight
        await new Promise(requestAnimationFrame)
      }
      scroller.scrollTop = scroller.scrollHeight
      return scroller.scrollHeight
    }, CHATS + 1)
    t.equal(last, (CHATS + 1) * 72)
    await row(page, 'Customer 1200').waitFor()
    t.ok((await page.locator('[data-chat]').count()) < 60)
    t.equal(await page.locator('li[aria-posinset="1201"]').getAttribute('aria-setsize'), '1201')
  })

  await t.test('a long history opens at its end', async (t) => {
    await page.goto(`${site.url}/inbox/${chatId}`)
    await said(page, 'The newest').waitFor()
    await page.waitForFunction(isAtEnd)
    t.ok((await page.locator('article').count()) < 60)
  })

  await t.test('older pages join above without moving what is read', async (t) => {
    const moved = await page.evaluate(readUpwards)
    t.ok(moved.pages >= 3, `${moved.pages} pages joined`)
    t.equal(moved.worst, 0, 'the line under the eyes stood still')
  })

  await t.test('a link leads to a message in the deep past, and back to now', async (t) => {
    await page.goto(`${site.url}/inbox/${chatId}/${oldId}`)
    await page.locator(`[data-message="${oldId}"]`).waitFor()
    await page.waitForFunction(isInView, oldId)
    await page.getByRole('button', { name: 'Go to the newest' }).click()
    await said(page, 'The newest').waitFor()
    await page.waitForFunction(isAtEnd)
    t.strictSame(site.faults, [])
  })
})

function isAtEnd(): boolean {
  const scroller = document.querySelector('[data-region="thread"] [data-region-focus]')
  if (!scroller) throw new Error('no thread')
  return Math.round(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight) === 0
}

function isInView(messageId: string): boolean {
  const article = document.querySelector(`[data-message="${messageId}"]`)
  const { top, bottom } = article?.getBoundingClientRect() ?? { top: -1, bottom: 0 }
  return top > 0 && bottom < innerHeight
}
