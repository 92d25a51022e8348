import t from 'tap'

import { startMailbox } from './mailbox.ts'
import { type Rig, startRig } from './rig.ts'

const asBody = { headers: { 'x-token-delivery': 'body' } }

t.test('a forgotten password is set anew by a link that works once', async (t) => {
  const mailbox = await startMailbox(t)
  const { agent, stranger, kernel } = await startRig(t, { env: { SMTP_URL: mailbox.url } })
  function forgot(email: string) {
    return stranger.post('/api/auth/password/forgot', { email })
  }
  t.equal((await forgot('nobody@example.com')).status, 202)
  t.equal((await forgot(agent.email)).status, 202)
  const mail = await mailbox.next()
  t.match(mail, `To: ${agent.email}`)
  const token = /reset\?token=([\w-]{43})/.exec(mail)![1]!
  function reset(password: string) {
    return stranger.post('/api/auth/password/reset', { token, password })
  }
  const answers = await Promise.all([reset('the very new one'), reset('the very new one')])
  t.same(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [204, 403],
  )
  t.equal((await agent.get('/api/auth/me')).status, 401, 'every session ended')
  t.equal((await signIn({ stranger }, agent.email, agent.password)).status, 401)
  t.equal((await signIn({ stranger }, agent.email, 'the very new one')).status, 200)
  t.equal(mailbox.count(), 1, 'nobody got nothing')
  const rows = await kernel.database.query(
    "select from tickets where purpose = 'reset' and used_at is null",
  )
  t.equal(rows.length, 0)
})

function signIn({ stranger }: Pick<Rig, 'stranger'>, email: string, password: string) {
  return stranger.post('/api/auth/login', { email, password }, asBody)
}
