/** The callbacks of Meta through the kernel's real route: one signed request reaches the accounts of every channel. */
import { createHmac } from 'node:crypto'

import { openIngest, save, webhooks } from '@parley/core'
import { fastify } from 'fastify'
import t from 'tap'

import { startKernel } from '../../../core/test/rig.ts'

const secret = 'an-app-secret-of-nobody'

t.test('callbacks of Meta', async (t) => {
  const kernel = await startKernel(t, {
    adapters: ['@parley/adapter-messenger', '@parley/adapter-instagram'],
    env: { META_APP_SECRET: secret },
  })
  const app = fastify()
  await app.register(webhooks(kernel, openIngest(kernel)))
  t.teardown(() => app.close())
  const secrets = { accessToken: 'T' }
  const page = { pageId: '100', userId: '500' }
  const shop = { externalId: '100', accountId: '500', name: 'Shop', config: page, secrets }
  await save(kernel, 'messenger', shop)
  const account = { instagramId: '1784', login: 'facebook', pageId: '100', userId: '500' }
  const photos = { externalId: '1784', accountId: '500', name: '@shop', config: account, secrets }
  await save(kernel, 'instagram', photos)
  const other = { externalId: '101', accountId: '501', name: 'Other', secrets }
  await save(kernel, 'messenger', { ...other, config: { pageId: '101', userId: '501' } })

  async function call(name: string, json: object, key = secret): Promise<number> {
    const payload = Buffer.from(JSON.stringify(json)).toString('base64url')
    const signature = createHmac('sha256', key).update(payload).digest('base64url')
    const form = new URLSearchParams({ signed_request: `${signature}.${payload}` })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const url = `/api/webhooks/meta/${name}`
    const answer = await app.inject({ method: 'POST', url, headers, payload: form.toString() })
    return answer.statusCode
  }

  await t.test('one that is not signed by the app changes nothing', async (t) => {
    t.equal(await call('deauthorize', { user_id: '500' }, 'another'), 401)
    t.equal(await call('no-such-thing', { user_id: '500' }), 404)
    t.same(await statuses(), ['unverified', 'unverified', 'unverified'])
  })

  await t.test('deauthorise asks to reconnect all that this person had connected', async (t) => {
    t.equal(await call('deauthorize', { user_id: '500', issued_at: 1790000000 }), 200)
    t.same(await statuses(), ['needs_reconnect', 'needs_reconnect', 'unverified'])
  })

  await t.test('data deletion erases the chats of the person on every channel', async (t) => {
    for (const [object, id] of [
      ['page', '100'],
      ['instagram', '1784'],
    ]) {
      const message = { mid: `mid-${object}`, text: 'Hi' }
      const item = { sender: { id: '7001' }, recipient: { id }, timestamp: 1790000000000, message }
      const body = JSON.stringify({ object, entry: [{ id, time: 1, messaging: [item] }] })
      const hex = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'x-hub-signature-256': `sha256=${hex}`, 'content-type': 'application/json' }
      const url = '/api/webhooks/meta'
      t.equal((await app.inject({ method: 'POST', url, headers, payload: body })).statusCode, 200)
    }
    t.same(await countOf('chats'), 2)
    t.equal(await call('data-deletion', { user_id: '7001' }), 200)
    t.same(await countOf('chats'), 0)
  })

  async function statuses(): Promise<string[]> {
    const rows = await kernel.database.query<{ status: string }>(
      'select status from connections order by id',
      [],
    )
    return rows.map(({ status }) => status)
  }

  async function countOf(table: 'chats'): Promise<number> {
    const [row] = await kernel.database.query<{ n: number }>(
      `select count(*)::int as n from ${table}`,
      [],
    )
    return row?.n ?? -1
  }
})
t.end()
