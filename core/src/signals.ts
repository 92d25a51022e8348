/** Passing signals to the contact's side: read marks and typing. Best effort, never queued, never in the way. */
import { randomUUID } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { Step } from './adapter.ts'
import type { Kernel } from './kernel.ts'
import { channelOf } from './steps.ts'
import { windowFor } from './windows.ts'

export interface Signals {
  /** A colleague has read the chat: the contact sees it, once for each of their messages. */
  read(chatId: string): void
  typing(chatId: string, on: boolean): void
}
interface Target {
  identity: string
  connectionId: string
  lastInAt: Date | null
  lastInId: string | null
}

export function openSignals(kernel: Kernel): Signals {
  const told = new LRUCache<string, string | number>({ max: 10_000 })
  function start(chatId: string, make: Make): void {
    signal(kernel, chatId, make).catch((error: unknown) => {
      kernel.log.debug({ err: error, chatId }, 'a signal was not sent')
    })
  }
  return {
    read(chatId) {
      start(chatId, ({ lastInId }) => {
        if (!lastInId || told.get(`read|${chatId}`) === lastInId) return undefined
        told.set(`read|${chatId}`, lastInId)
        return { kind: 'read', target: lastInId }
      })
    },
    typing(chatId, on) {
      const last = Number(told.get(`typing|${chatId}`) ?? 0)
      // platforms keep it on for about 20 s
      if (on && Date.now() - last < 10_000) return
      told.set(`typing|${chatId}`, on ? Date.now() : 0)
      start(chatId, ({ lastInId }) => ({
        kind: 'typing',
        on,
        ...(lastInId && { lastInboundId: lastInId }),
      }))
    },
  }
}

type Make = (target: Target) => Extract<Step, { kind: 'read' | 'typing' }> | undefined

async function signal(kernel: Kernel, chatId: string, make: Make): Promise<void> {
  const target = await find(kernel, chatId)
  const connection = target && (await kernel.connections.get(target.connectionId))
  const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
  if (!adapter || !['connected', 'degraded', 'unverified'].includes(connection.status)) return
  const { config, channel } = connection
  const step = make(target)
  if (!step || channelOf(adapter, config).capabilities[step.kind] === 'rejected') return
  const state = { adapter, config, lastInAt: target.lastInAt, now: kernel.now() }
  const window = windowFor(step.kind, state)
  if (!window) return
  await adapter.send(step, {
    ...kernel.callContext(channel),
    connection,
    to: { id: target.identity },
    window,
    key: `s.${randomUUID()}`,
    attempt: 1,
  })
}

async function find(kernel: Kernel, chatId: string): Promise<Target | undefined> {
  const [row] = await kernel.database.query<Target>(
    `select identity, connection_id::text as "connectionId", last_in_at as "lastInAt", last_in_id as "lastInId" from chats where id = $1`,
    [chatId],
  )
  return row
}
