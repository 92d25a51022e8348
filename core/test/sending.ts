/** Short ways to queue messages, and to script what becomes of them. */
import { randomUUID } from 'node:crypto'

import { queueMessage } from '@parley/core'
import type { Failure, SendResult } from '@parley/core/adapter'
import type { Message, NewMessage } from '@parley/core/schemas'

import type { Desk } from './desk.ts'
import { said } from './parrot.ts'

export const sender = { id: '0', name: 'Ben' }

export async function chatWith(desk: Desk, who: string, room = 'A'): Promise<string> {
  await desk.post([said('hi', { who, room })])
  const [row] = await desk.rows<{ id: string }>(
    'select c.id::text from chats c join connections k on k.id = c.connection_id where identity = $1 and k.external_id = $2',
    [who, room],
  )
  return row!.id
}
export function send(
  desk: Desk,
  chatId: string,
  more: Partial<NewMessage> = { text: 'answer' },
): Promise<Message> {
  return queueMessage(desk.kernel, { chatId, clientId: randomUUID(), ...more }, sender)
}
export function refusal(more: Partial<Failure>): SendResult {
  return {
    ok: false,
    failure: {
      kind: 'upstream',
      retry: 'later',
      scope: 'message',
      certain: true,
      message: 'refused',
      ...more,
    },
  }
}
/** As if the waiting time were over. */
export function dueNow(desk: Desk): Promise<unknown> {
  return desk.rows(
    "update messages set next_at = now(), status_at = status_at - interval '2 minutes' where status in ('queued', 'unknown')",
  )
}
