/** Thread control, where several apps answer one account: taking a chat over, giving it away, letting it go, asking for it. */
import { randomUUID } from 'node:crypto'

import type { Step } from './adapter.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { redact } from './kit.ts'
import { platformRefusal } from './platform-refusal.ts'
import { channelOf } from './steps.ts'
import { findTarget, openWindow } from './target.ts'

type Handover = Omit<Extract<Step, { kind: 'handover' }>, 'kind'>

/** Answers once the platform has. From then on the chat is ours, or another app's. */
export async function handOver(kernel: Kernel, chatId: string, given: Handover): Promise<void> {
  const target = await findTarget(kernel, chatId)
  const { adapter, connection, identity } = target
  const { capabilities, name } = channelOf(adapter, connection.config)
  if (capabilities.handover === 'rejected')
    throw refuse('unsupported', { detail: `On ${name} no other app can have the chat` })
  const step = { kind: 'handover', ...given } as const
  const window = openWindow(target, { steps: [step], at: kernel.now() })
  const result = await adapter.send(step, {
    ...kernel.callContext(connection.channel),
    connection,
    to: { id: identity },
    window,
    key: `h.${randomUUID()}`,
    attempt: 1,
  })
  if (!result.ok)
    throw platformRefusal(redact(result.failure, Object.values(connection.secrets).map(String)))
  // asking gives nothing yet: the app that has it decides
  if (given.action === 'request') return
  await change(kernel, async (tx, events) => {
    await tx.query('update chats set standby = $2 where id = $1', [chatId, given.action !== 'take'])
    events.push({ type: 'chat.updated', subject: chatId, chatId })
  })
}
