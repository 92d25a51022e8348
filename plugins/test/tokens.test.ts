import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'

import t from 'tap'

import { type Rig, startRig } from './rig.ts'

type Json = Record<string, unknown>

t.test('access tokens', async (t) => {
  const rig = await startRig(t)
  const { kernel, agent, admin } = rig
  const [header, claims] = partsOf(agent.accessToken)
  const secret = kernel.config.jwtSecret
  const now = Math.floor(Date.now() / 1000)

  t.test('carry the session, the version and an end in ten minutes', async (t) => {
    t.match(claims, { iss: 'parley', aud: kernel.config.frontendUrl, sub: agent.id, typ: 'access' })
    t.match(claims, { jti: String, sid: String, ver: 1, iat: Number })
    t.equal(Number(claims['exp']) - Number(claims['iat']), 600)
    t.equal(await statusOf(rig, forge(header, claims, secret)), 200, 'the forger works')
  })

  const rows: Record<string, string> = {
    'B042 alg none': forge({ ...header, alg: 'none' }, claims, ''),
    'B042 alg NonE without signature': `${b64({ ...header, alg: 'NonE' })}.${b64(claims)}.`,
    'B043 HS512': forge({ ...header, alg: 'HS512' }, claims, secret),
    'B043 RS256 signed by a stranger': forgeRsa({ ...header, alg: 'RS256' }, claims),
    'B043 another secret': forge(header, claims, 'x'.repeat(32)),
    'B044 without exp': forge(header, without(claims, 'exp'), secret),
    'B044 without jti': forge(header, without(claims, 'jti'), secret),
    'B044 without sub': forge(header, without(claims, 'sub'), secret),
    'B044 without ver': forge(header, without(claims, 'ver'), secret),
    'B045 nbf in the future': forge(header, { ...claims, nbf: now + 3600 }, secret),
    'B045 exp as text': forge(header, { ...claims, exp: String(now + 60) }, secret),
    'B045 a list for a payload': forge(header, [] as unknown as Json, secret),
    'B045 crit': forge({ ...header, crit: ['exp'] }, claims, secret),
    'B046 from the future': forge(header, { ...claims, iat: now + 120, exp: now + 600 }, secret),
    'B047 unknown kid': forge({ ...header, kid: '../../etc/passwd' }, claims, secret),
    'B047 no kid': forge(without(header, 'kid'), claims, secret),
    'B048 another type': forge(header, { ...claims, typ: 'refresh' }, secret),
    'B048 a refresh token': agent.refreshToken,
    expired: forge(header, { ...claims, iat: now - 700, exp: now - 100 }, secret),
    'older than ten minutes, with a far end': forge(
      header,
      { ...claims, iat: now - 700, exp: now + 9999 },
      secret,
    ),
    'for another server': forge(header, { ...claims, aud: 'https://other.example' }, secret),
    'by another issuer': forge(header, { ...claims, iss: 'other' }, secret),
    'the session of another person': forge(
      header,
      { ...claims, sid: partsOf(admin.accessToken)[1]['sid'] },
      secret,
    ),
    'a session that never was': forge(
      header,
      { ...claims, sid: '00000000-0000-4000-8000-000000000000' },
      secret,
    ),
    'sid as an object': forge(header, { ...claims, sid: { $ne: null } }, secret),
    'an older version': forge(header, { ...claims, ver: 0 }, secret),
    garbage: 'a.b.c',
  }
  for (const [name, token] of Object.entries(rows))
    t.test(`refused: ${name}`, async (t) => {
      t.equal(await statusOf(rig, token), 401)
    })

  t.test('B047 headers that point to keys elsewhere are not followed', async (t) => {
    const pointing = { ...header, jku: 'https://evil.example/keys', jwk: { k: 'x' }, x5u: 'x' }
    t.equal(await statusOf(rig, forge(pointing, claims, secret)), 200, 'our key decides')
    t.equal(await statusOf(rig, forge(pointing, claims, 'x'.repeat(32))), 401)
  })

  t.test('B049 other ways to write the header are refused', async (t) => {
    const { accessToken } = agent
    for (const authorization of [
      `Bearer  ${accessToken}`,
      `Bearer ${accessToken} b`,
      `Bearer ${'a'.repeat(9000)}`,
      `Basic ${accessToken}`,
      accessToken,
      'Bearer',
    ]) {
      const answer = await rig.stranger.get('/api/auth/me', { headers: { authorization } })
      t.match(answer, { status: 401, headers: { 'www-authenticate': 'Bearer' } })
      t.match(answer.body, { code: 'unauthorized', requestId: String })
    }
  })
})

async function statusOf({ stranger }: Rig, token: string): Promise<number> {
  const { status } = await stranger.get('/api/auth/me', {
    headers: { authorization: `Bearer ${token}` },
  })
  return status
}

function partsOf(token: string): [Json, Json] {
  const [header, claims] = token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json)
  return [header!, claims!]
}

function b64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function forge(header: Json, claims: Json, secret: string): string {
  const text = `${b64(header)}.${b64(claims)}`
  const hash = header['alg'] === 'HS512' ? 'sha512' : 'sha256'
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`
}

function forgeRsa(header: Json, claims: Json): string {
  const text = `${b64(header)}.${b64(claims)}`
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return `${text}.${signWith('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}

function without(value: Json, name: string): Json {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))
}
