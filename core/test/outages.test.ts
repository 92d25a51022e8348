import { noticeOutage, save } from '@parley/core'
import t from 'tap'

import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'

t.test('after a long outage every connection is checked at once, and only then', async (t) => {
  const kernel = await startKernel(t, { adapters: startParrot().adapters })
  const { database } = kernel
  for (const room of ['A', 'B'])
    await save(kernel, 'parrot', {
      externalId: room,
      accountId: 'account',
      name: room,
      config: { room },
      secrets: { token: room },
    })
  await database.query(`update connections set check_at = now() + interval '1 day'`)
  async function due(): Promise<unknown[]> {
    const sql = 'select name from connections where check_at <= now() order by name'
    return (await database.query<{ name: string }>(sql)).map(({ name }) => name)
  }
  async function wasAlive(minutesAgo: number): Promise<void> {
    await database.query(
      `update facts set value = (now() - make_interval(mins => $1))::text where name = 'alive'`,
      [minutesAgo],
    )
  }

  await noticeOutage(kernel)
  t.same(await due(), [], 'a first start is no outage')
  await wasAlive(5)
  await noticeOutage(kernel)
  t.same(await due(), [], 'a restart is none either')
  await wasAlive(90)
  await database.query(`update connections set status = 'disabled' where name = 'B'`)
  await noticeOutage(kernel)
  t.same(await due(), ['A'], 'what is disabled stays so')
  await database.query(`update connections set check_at = now() + interval '1 day'`)
  await noticeOutage(kernel)
  t.same(await due(), [], 'once')
})
