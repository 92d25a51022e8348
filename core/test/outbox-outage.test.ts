/** The database goes away in the middle of a send. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { getMessage, queueMessage } from '@parley/core'
import t from 'tap'

import { type Desk, openDesk, startWorker } from './desk.ts'
import { said } from './parrot.ts'

t.test('an answer that comes while the database is away is not lost', async (t) => {
  const desk = await openDesk(t)
  const outbox = startWorker(t, desk.kernel)
  for (const [name, result, status] of [
    ['accepted', { ok: true, ids: ['out-1'] }, 'sent'],
    ['refused', { ok: false, failure: refusal }, 'failed'],
  ] as const) {
    await again(async () => {
      const [status] = await desk.post([said('hi', { who: name })])
      if (status !== 200) throw new Error(`the webhook got ${status}`)
    })
    const [chat] = await again(() =>
      desk.rows<{ id: string }>('select id::text from chats where identity = $1', [name]),
    )
    desk.parrot.answers.push(() => {
      process.kill(databasePid(desk), 'SIGKILL')
      return result
    })
    const clientId = randomUUID()
    const { id } = await again(() =>
      queueMessage(
        desk.kernel,
        { chatId: chat!.id, clientId, text: 'answer' },
        { id: '0', name: 'Ben' },
      ),
    )
    await outbox.drain()
    t.equal((await again(() => getMessage(desk.kernel, id))).status, status)
  }
  t.equal(desk.parrot.ledger.length, 2)
})

const refusal = {
  kind: 'blocked',
  retry: 'no',
  scope: 'message',
  certain: true,
  message: 'this person does not want it',
} as const

/** The database may still be starting again, or go before what was queued is read back: whoever asks again with the same id gets the same message. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (tries > 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function databasePid({ kernel }: Desk): number {
  const file = join(kernel.config.dataDir, 'postgres/postmaster.pid')
  return Number(readFileSync(file, 'utf8').split('\n')[0])
}
