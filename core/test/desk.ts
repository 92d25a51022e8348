/** A kernel with the scripted platform connected, and short ways to deliver, to send and to look. */
import { createHmac } from 'node:crypto'

import { type Kernel, openIngest, save, startOutbox, webhooks } from '@parley/core'
import type { InboundEvent } from '@parley/core/adapter'
import { fastify } from 'fastify'

import { type Parrot, startParrot } from './parrot.ts'
import { type KernelOptions, startKernel } from './rig.ts'

interface Test {
  teardown(work: () => unknown): void
}
export interface Desk {
  kernel: Kernel
  parrot: Parrot
  /** Posts signed deliveries through the real route; the statuses of the answers. */
  post(...bodies: (readonly InboundEvent[] | Buffer)[]): Promise<number[]>
  rows<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
}

export async function openDesk(
  t: Test,
  options: KernelOptions & { parrot?: Parrot; kernel?: Kernel } = {},
): Promise<Desk> {
  const parrot = options.parrot ?? startParrot()
  const kernel = options.kernel ?? (await startKernel(t, { ...options, adapters: parrot.adapters }))
  if (!options.kernel)
    for (const room of ['A', 'B'])
      await save(kernel, 'parrot', {
        externalId: room,
        accountId: 'account',
        name: `Room ${room}`,
        config: { room },
        secrets: { token: `token-of-${room}` },
      })
  const app = fastify()
  await app.register(webhooks(kernel, openIngest(kernel)))
  t.teardown(() => app.close())
  return {
    kernel,
    parrot,
    rows: (text, values) => kernel.database.query(text, values),
    async post(...bodies) {
      const answers = await Promise.all(
        bodies.map((given) => {
          const payload = Buffer.isBuffer(given)
            ? given
            : Buffer.from(JSON.stringify({ events: given }))
          const signature = createHmac('sha256', 'key').update(payload).digest('hex')
          return app.inject({
            method: 'POST',
            url: '/api/webhooks/parrot',
            payload,
            headers: { 'x-parrot': signature, 'content-type': 'application/json' },
          })
        }),
      )
      return answers.map(({ statusCode }) => statusCode)
    },
  }
}

export function startWorker(t: Test, kernel: Kernel) {
  const outbox = startOutbox(kernel, async (media) => ({
    ...media,
    url: 'https://files.example/x',
    isPublic: true,
    open: async () => new Uint8Array([1]),
  }))
  t.teardown(() => outbox.close())
  return outbox
}
