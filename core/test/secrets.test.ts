/** Secrets are sealed at rest, bound to their row, and open only with the key. */
import { checkKey, listConnections, open, rotateKeys, save, scrub, seal } from '@parley/core'
import t from 'tap'

import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'

const keys = { current: 'k'.repeat(31) + '1' }
const other = { current: 'k'.repeat(31) + '2' }
const token = 'EAAcanary0123456789canary'

t.test(
  'a sealed value opens with its key, in its place, unchanged, and never otherwise',
  async (t) => {
    const sealed = seal(token, ['connections', '1', 'secrets'], keys)
    t.notMatch(sealed, /canary/)
    t.not(sealed, seal(token, ['connections', '1', 'secrets'], keys), 'never twice the same')
    t.equal(open(sealed, ['connections', '1', 'secrets'], keys), token)
    t.throws(() => open(sealed, ['connections', '2', 'secrets'], keys), 'not in another row')
    t.throws(() => open(sealed, ['connections', '1', 'secrets'], other), 'not with another key')
    const bent = sealed.slice(0, -2) + (sealed.at(-2) === 'A' ? 'B' : 'A') + sealed.at(-1)
    t.throws(() => open(bent, ['connections', '1', 'secrets'], keys), 'not with a byte changed')
  },
)

t.test('the database, the API and the log hold no token in the clear; keys rotate', async (t) => {
  const kernel = await startKernel(t, { adapters: startParrot().adapters })
  const fresh = { name: 'Room', config: { room: 'R' }, secrets: { token } }
  const id = await save(kernel, 'parrot', { externalId: 'R', ...fresh })
  const [row] = await kernel.database.query<{ all: string; secrets: string }>(
    'select c::text as all, secrets from connections c where id = $1',
    [id],
  )
  t.notMatch(row!.all, /canary/)
  t.notMatch(JSON.stringify(await listConnections(kernel)), /canary|secrets/)
  t.equal((await kernel.connections.get(id))?.secrets['token'], token)
  t.notMatch(scrub(`refused: Bearer ${token} access_token=${token}&x=1`), /canary/)

  const next = { current: 'n'.repeat(31) + '3', previous: kernel.keys.current }
  t.equal(await rotateKeys(kernel.database, next), 1)
  await t.rejects(checkKey(kernel.database, kernel.keys), 'the old key opens nothing any more')
  await t.resolves(checkKey(kernel.database, { current: next.current }))
  const [after] = await kernel.database.query<{ secrets: string }>(
    'select secrets from connections where id = $1',
    [id],
  )
  t.match(open(after!.secrets, ['connections', id, 'secrets'], { current: next.current }), /canary/)
})
