/** Conversation routing: which app answers a thread. */
import { Type } from 'typebox'

import { GraphError } from '../graph-error.ts'
import type { Endpoint, GraphCall } from '../part.ts'
import { checkShape, strict } from '../shape.ts'
import type { Account, Thread } from '../state.ts'
import { textOf } from '../text.ts'
import { refuseOnTrigger } from '../trigger.ts'
import type { World } from '../world.ts'
import { messagingOf, recipientThread } from './accounts.ts'
import { tell } from './events.ts'
import { recipient } from './shape.ts'

export const controlEndpoints: Readonly<Record<string, Endpoint>> = {
  pass_thread_control(world, call, node) {
    const { account, thread } = control(world, call, node)
    const target = textOf(call.params['target_app_id'] ?? messagingOf(world, account).inboxApp)
    if (!world.isOpen && thread.owner !== null && thread.owner !== world.app.id)
      throw new GraphError({ code: 100, subcode: 2534037 })
    return handOver(world, thread, target)
  },
  take_thread_control(world, call, node) {
    return handOver(world, control(world, call, node).thread, world.app.id)
  },
  release_thread_control(world, call, node) {
    return handOver(world, control(world, call, node).thread, null)
  },
  request_thread_control(world, call, node) {
    control(world, call, node)
    return { success: true }
  },
}

const controlRequest = Type.Object(
  {
    recipient,
    target_app_id: Type.Optional(
      Type.Union([Type.String({ pattern: String.raw`^\d+$` }), Type.Integer()]),
    ),
    metadata: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  strict,
)

function control(
  world: World,
  call: GraphCall,
  node: string,
): { account: Account; thread: Thread } {
  const { platform: _platform, ...params } = call.params
  checkShape(controlRequest, params)
  if (world.isOpen) refuseOnTrigger(JSON.stringify(params), 613)
  return recipientThread(world, call, node)
}

/** Changes the owner. */
function handOver(world: World, thread: Thread, to: string | null): object {
  thread.owner = to
  world.changed()
  return { success: true }
}

/** Another app, or the platform, changes the owner; ours is told if it gains or loses the thread. */
export function passThread(
  world: World,
  account: Account,
  { thread, to, metadata = '' }: { thread: Thread; to: string | null; metadata?: string },
): void {
  const from = thread.owner
  const wasOurs = from === world.app.id
  thread.owner = to
  const apps = { previous_owner_app_id: from, new_owner_app_id: to, metadata }
  tell(world, account, {
    field: messagingOf(world, account).fields.handover,
    thread,
    at: world.now(),
    event: wasOurs && to !== null ? { take_thread_control: apps } : { pass_thread_control: apps },
  })
  world.changed()
}
