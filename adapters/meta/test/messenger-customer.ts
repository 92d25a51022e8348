/** A customer of the simulated Page who has written, and how to answer them. */
import { page, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

export async function opened(t: Parameters<typeof startPlatform>[0]) {
  const world = await startPlatform(t)
  const { identity: psid, thread } = await world.act(page, 'text', { text: 'Hello' })
  world.sink.take()
  const token = world.token('messenger')
  return {
    world,
    psid,
    thread,
    token,
    send: (body: object) =>
      world.post(`${page}/messages`, token, { recipient: { id: psid }, ...body }),
  }
}

export async function lastMessage(world: Simulated, account = page): Promise<any> {
  const { messages } = await world.control('GET', `messages?account=${account}&person=p1`)
  return messages.at(-1)
}
