/** Lets a customer of the simulated platform write, so that the inbox has something to answer. */
import type { Connection, Message } from '@parley/core/schemas'

import { api, onServerEvent, send } from '../../client.ts'

interface World {
  readonly accounts: readonly { readonly id: string }[]
  readonly people: readonly { readonly id: string }[]
}

/** The chat that the message arrived in, or null when the simulator has nobody who could write or nothing came in time. */
export async function writeAsCustomer(text: string): Promise<string | null> {
  const { items } = await api.get<{ items: readonly Connection[] }>('/api/social-connections')
  const world = (await send('GET', '/simulator/control/state')) as World
  const connected = new Set(items.map((connection) => connection.externalId))
  const account = world.accounts.find(({ id }) => connected.has(id))
  const [person] = world.people
  if (!account || !person) return null
  const arrived = nextMessage(text)
  const body = { account: account.id, person: person.id, kind: 'text', text }
  await send('POST', '/simulator/control/acts', { body })
  return arrived
}

const PATIENCE_MS = 10_000

function nextMessage(text: string): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(null), PATIENCE_MS)
    const stop = onServerEvent(({ event, data }) => {
      const message = data as Message
      if (event === 'message.created' && message.text === text) finish(message.chatId)
    })
    function finish(chatId: string | null): void {
      clearTimeout(timer)
      stop()
      resolve(chatId)
    }
  })
}
