/** Webhooks as they came, and reading them again. */
import { listDeliveries, replayDelivery } from '@parley/core'
import { type DeliveryState, deliveryStates } from '@parley/core/schemas'

import { type Command, type Given, table, textOption, UsageError } from './command.ts'

export const list: Command = {
  usage: '[--state processed|partial|unrouted|quarantined] [--limit N]',
  does: 'lists the newest webhooks with what became of them',
  options: { state: { type: 'string' }, limit: { type: 'string' } },
  async run(kernel, given) {
    const state = stateOf(given)
    const limit = Number(textOption(given, 'limit') ?? 50)
    if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit is a number')
    const { items } = await listDeliveries(kernel, { limit, ...(state && { state }) })
    return table(items, ['id', 'receivedAt', 'path', 'state', 'events', 'bytes', 'reason'])
  },
}

export const replay: Command = {
  usage: 'ID… | --state unrouted|quarantined|partial',
  does: 'reads webhooks again, oldest first; what was known stays one message',
  options: { state: { type: 'string' } },
  async run(kernel, given) {
    const state = stateOf(given)
    if (!state && given.words.length === 0) throw new UsageError('which ones?')
    const ids = state
      ? await kernel.database.query<{ id: string }>(
          'select id::text from deliveries where state = $1 order by deliveries.id',
          [state],
        )
      : given.words.map((id) => ({ id }))
    for (const { id } of ids) await replayDelivery(kernel, id)
    return { data: { replayed: ids.length }, text: `read again: ${ids.length}` }
  },
}

function stateOf(given: Given): DeliveryState | undefined {
  const state = textOption(given, 'state')
  if (state === undefined) return undefined
  if (!deliveryStates.includes(state as DeliveryState))
    throw new UsageError(`--state is one of ${deliveryStates.join(', ')}`)
  return state as DeliveryState
}
