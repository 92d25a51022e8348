import {
  changePassword,
  hashPassword,
  isOutdated,
  isPassword,
  refuseCommon,
  registerUser,
  resetPassword,
} from '@parley/core'
import t from 'tap'

import { startKernel } from './rig.ts'

t.test('a hash says how it was made, and opens for its password only', async (t) => {
  const hash = await hashPassword('correct horse')
  t.match(hash, /^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  t.not(hash, await hashPassword('correct horse'), 'each has its own salt')
  t.equal(await isPassword('correct horse', hash), true)
  t.equal(await isPassword('correct horse ', hash), false)
  t.equal(await isPassword('', hash), false)
  t.equal(await isPassword('correct horse', undefined), false, 'nobody has no password')
})

t.test('two ways to type one letter are one password', async (t) => {
  const hash = await hashPassword('caf\u00e9 au lait')
  t.equal(await isPassword('cafe\u0301 au lait', hash), true)
})

t.test('hashes of another cost still open, and ask to be made anew', async (t) => {
  // m=8192, t=2: a cheaper one, as an older server may have made
  const old =
    '$argon2id$v=19$m=8192,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$' + (await keyOf('old password', 8192, 2))
  t.equal(await isPassword('old password', old), true)
  t.equal(isOutdated(old), true)
  t.equal(isOutdated(await hashPassword('new password')), false)
})

t.test('a burst is refused rather than taking all memory', async (t) => {
  const results = await Promise.allSettled(
    Array.from({ length: 60 }, (_, i) => hashPassword(`password ${i}`)),
  )
  const refused = results.filter(({ status }) => status === 'rejected')
  t.equal(refused.length, 6, 'four run and fifty wait')
  t.match(refused[0], { reason: { code: 'busy', statusCode: 503 } })
  t.equal(await isPassword('x', await hashPassword('x')), true, 'and it goes on afterwards')
})

t.test('what attackers try first is refused in production, however it is written', async (t) => {
  const production = { isProduction: true }
  for (const password of ['password1', 'Password1', ' iloveyou2 ', 'qwertyuiop', '1234567890'])
    await t.rejects(refuseCommon(password, production, '/next'), {
      code: 'invalid',
      errors: [{ pointer: '/next' }],
    })
  await refuseCommon('correct horse battery', production)
  await refuseCommon('password1', { isProduction: false })
})

t.test('it is refused wherever a person chooses a password', async (t) => {
  const open = await startKernel(t)
  const kernel = { ...open, config: { ...open.config, isProduction: true } }
  const person = { email: 'ana@example.com', name: 'Ana', password: 'correct horse battery' }
  const actor = { userId: null }
  const common = 'password1'
  const refused = { code: 'invalid' }
  await t.rejects(registerUser(kernel, { ...person, password: common }, actor), refused)
  const userId = await registerUser(kernel, person, actor)
  const change = { userId, sessionId: '', current: person.password, next: common }
  await t.rejects(changePassword(kernel, change, actor), refused)
  await t.rejects(resetPassword(kernel, { token: 'any', password: common }, actor), refused)
})

async function keyOf(message: string, memory: number, passes: number): Promise<string> {
  const { argon2Sync } = await import('node:crypto')
  const nonce = Buffer.from(Array.from({ length: 16 }, (_, i) => i))
  return argon2Sync('argon2id', { message, nonce, memory, passes, parallelism: 1, tagLength: 32 })
    .toString('base64')
    .replace(/=+$/, '')
}
