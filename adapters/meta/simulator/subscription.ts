/** Who has asked for webhooks of an account, and where they go. */
import type { Pending, Update } from './state.ts'
import type { World } from './world.ts'

/** Messenger honours each field, the others only whether there is a subscription at all. */
export function isSubscribed(world: World, { entry, field, object }: Update): boolean {
  const { accounts } = world.state
  const own = accounts.filter((each) => each.id === entry || each.owner === entry)
  if (object === 'page')
    return own.some((each) => each.id === entry && each.subscribedFields?.includes(field))
  if (object !== 'instagram') return own.some((each) => each.subscribedFields !== null)
  const owner = own.find((each) => each.id === entry)?.owner
  return accounts.some(
    (each) => (each.id === entry || each.id === owner) && each.subscribedFields !== null,
  )
}

/** A business account may have a callback of its own, and each product of the app another. */
export function callbackOf(world: World, { entry, object }: Update): string {
  const own = world.state.accounts.find((each) => each.owner === entry && each.callback)?.callback
  return own?.url ?? world.state.callbacks[object] ?? world.webhookUrl
}

export function unsubscribe(world: World, { updates }: Pending): void {
  const entries = new Set(updates.map((update) => update.entry))
  for (const account of world.state.accounts)
    if (entries.has(account.id) || entries.has(account.owner)) account.subscribedFields = null
}
