/** Webhook events of Messenger and Instagram. */
import { messagingItem } from '../envelope.ts'
import type { Account, Thread } from '../state.ts'
import type { World } from '../world.ts'
import { messagingOf } from './accounts.ts'

interface Told {
  /** The subscribed field that carries it. */
  readonly field: string
  readonly thread: Thread
  readonly at: number
  readonly isFromBusiness?: boolean
  readonly event: Readonly<Record<string, unknown>>
}

/** Sends one event about a thread. While another app controls the thread it goes to standby. */
export function tell(world: World, account: Account, told: Told): void {
  const { thread, at, field, isFromBusiness = false, event } = told
  const isStandby = thread.owner !== null && thread.owner !== world.app.id
  world.emit({
    object: messagingOf(world, account).object,
    entry: account.id,
    field: isStandby ? 'standby' : field,
    list:
      isStandby && !Object.keys(event).some((key) => key.endsWith('_thread_control'))
        ? 'standby'
        : 'messaging',
    item: messagingItem(
      { account: account.id, person: thread.identity, at, isFromBusiness },
      event,
    ),
    time: world.now(),
  })
}
