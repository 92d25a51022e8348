import { checkKey, rotateKeys, WrongKeyError } from '@parley/core'
import t from 'tap'

import { openDesk } from './desk.ts'

t.test('sealed secrets open in their own row, whole, with their own key', async (t) => {
  const { kernel, rows } = await openDesk(t)
  const { connections } = kernel
  async function tokens(): Promise<unknown[]> {
    connections.changed('0')
    return (await connections.all()).map(({ secrets }) => secrets['token'])
  }
  const before = ['token-of-A', 'token-of-B']
  t.same(await tokens(), before)
  const sealed = await rows<{ id: string; secrets: string }>(
    'select id::text, secrets from connections order by id',
  )
  t.notMatch(JSON.stringify(sealed), 'token-of')
  t.not(sealed[0]!.secrets, sealed[1]!.secrets)

  t.test('not in another row', async (t) => {
    await rows('update connections a set secrets = b.secrets from connections b where a.id <> b.id')
    t.same(await tokens(), [undefined, undefined])
    t.ok(await connections.find('parrot', 'A'), 'what it is for is still received')
    await restore()
  })
  t.test('not with a single sign changed', async (t) => {
    const { id, secrets } = sealed[0]!
    const parts = secrets.split('.')
    const [first, ...rest] = parts[4]!
    const text = [first === 'A' ? 'B' : 'A', ...rest].join('')
    for (const changed of [
      parts.with(4, text).join('.'),
      secrets.slice(0, -8),
      secrets.replace(/^v1/, 'v2'),
      parts.with(3, 'AAAA').join('.'),
      'v1',
      '',
    ]) {
      await rows('update connections set secrets = $2 where id = $1', [id, changed])
      t.same(await tokens(), [undefined, 'token-of-B'], changed)
    }
    await restore()
  })
  t.test(
    'a change of keys seals everything anew, and the old key is worth nothing then',
    async (t) => {
      const old = kernel.keys.current
      const fresh = 'another key of exactly 32 signs!'
      await t.rejects(checkKey(kernel.database, { current: fresh }), WrongKeyError)
      await checkKey(kernel.database, { current: fresh, previous: old })
      t.equal(await rotateKeys(kernel.database, { current: fresh, previous: old }), 2)
      t.equal(await rotateKeys(kernel.database, { current: fresh, previous: old }), 0)
      await checkKey(kernel.database, { current: fresh })
      await t.rejects(checkKey(kernel.database, { current: old }), WrongKeyError)
      t.same(await tokens(), [undefined, undefined])
    },
  )

  async function restore(): Promise<void> {
    for (const { id, secrets } of sealed)
      await rows('update connections set secrets = $2 where id = $1', [id, secrets])
    t.same(await tokens(), before)
  }
})
