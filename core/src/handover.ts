/** Thread control, where several apps answer one account: taking a chat over, giving it away, letting it go, asking for it. */
import type { Step } from './adapter.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import type { Kernel } from './kernel.ts'
import { sendNow } from './send-now.ts'
import { channelOf } from './steps.ts'
import { findTarget } from './target.ts'

type Handover = Omit<Extract<Step, { kind: 'handover' }>, 'kind'>

/** Answers once the platform has. From then on the chat is ours, or another app's. */
export async function handOver(kernel: Kernel, chatId: string, given: Handover): Promise<void> {
  const target = await findTarget(kernel, chatId)
  const { capabilities, name } = channelOf(target.adapter, target.connection.config)
  if (capabilities.handover === 'rejected')
    throw refuse('unsupported', { detail: `On ${name} no other app can have the chat` })
  await sendNow(kernel, target, { kind: 'handover', ...given })
  // asking gives nothing yet: the app that has it decides
  if (given.action === 'request') return
  await change(kernel, async (tx, events) => {
    await tx.query('update chats set standby = $2 where id = $1', [chatId, given.action !== 'take'])
    events.push({ type: 'chat.updated', subject: chatId, chatId })
  })
}
