/** A platform with a file server of its own, a kernel that knows it, and media that arrive. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type Adapter, adaptersOf, fetchMedia, findMessages, type Kernel } from '@parley/core'
import type { MediaRef } from '@parley/core/adapter'

import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage } from './seeds.ts'

interface Test {
  teardown(work: () => unknown): void
}
export interface Medium {
  id: string
  messageId: string
}

export const now = new Date('2026-03-10T12:00:00Z')

export async function openMediaDesk(t: Test) {
  const platform = await startPlatform(t)
  const adapters = {
    ...adaptersOf(
      [{ spec: 'parrot', id: 'parrot', state: 'ready', adapter: platform.adapter }],
      {},
    ),
    appOf: () => ({ platformUrl: platform.origin }),
  }
  const env = { MAX_FILE_SIZE: '200000' }
  const kernel = await startKernel(t, { env, adapters, overrides: { now: () => now } })
  const room = await addConnection(kernel, 'parrot', 'A')
  const chat = await addChat(kernel, room)
  return { platform, kernel, room, chat, ...mediaOf(kernel, chat.id) }
}

/** What it answers is what the test says; which requests came is kept. */
async function startPlatform(t: Test) {
  const platform = {
    origin: '',
    seen: [] as { path: string; token: string | undefined }[],
    answer: ((_request, response) => response.writeHead(404).end()) as RequestListener,
    /** Thrown instead of a link. */
    fault: undefined as Error | undefined,
    adapter: undefined as unknown as Adapter,
    gives(bytes: Buffer, headers: Record<string, string> = {}) {
      platform.answer = (_request, response) => response.writeHead(200, headers).end(bytes)
    },
  }
  const server = createServer((request, response) => {
    platform.seen.push({ path: request.url!, token: request.headers.authorization })
    platform.answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  platform.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  platform.adapter = {
    ...startParrot().adapters.byChannel.get('parrot')!,
    mediaHosts: ['files.example.com'],
    async fetchMedia({ locator }) {
      if (platform.fault) throw platform.fault
      if (locator.url) return { url: locator.url }
      const headers = { authorization: 'Bearer secret' }
      return { url: `${platform.origin}/by-id/${locator.id}`, headers }
    },
  }
  return platform
}

function mediaOf(kernel: Kernel, chatId: string) {
  async function stateOf({ id }: Medium) {
    const [row] = await kernel.database.query<{
      state: string
      problem: string | null
      attempts: number
      waits: number | null
    }>(
      `select state, problem, attempts, extract(epoch from next_at - now())::float8 as waits from attachments where id = $1`,
      [id],
    )
    return row!
  }
  return {
    stateOf,
    async receive(ref: Partial<MediaRef> & Pick<MediaRef, 'kind'>): Promise<Medium> {
      const messageId = await addMessage(kernel, chatId, { kind: 'image', text: null })
      const full = { locator: { id: 'm1' }, ...ref }
      const [row] = await kernel.database.query<{ id: string }>(
        `insert into attachments (message_id, kind, mime, name, locator, state, next_at) values ($1, $2, $3, $4, $5, 'pending', now()) returning id`,
        [
          messageId,
          ref.kind === 'unknown' ? 'document' : ref.kind,
          ref.mime ?? null,
          ref.name ?? null,
          JSON.stringify(full),
        ],
      )
      return { id: row!.id, messageId }
    },
    async shown({ messageId }: Medium) {
      const [message] = await findMessages(kernel, [messageId])
      return message!.attachments[0]!
    },
    /** As often as it is tried, without the time between. */
    async exhaust(medium: Medium): Promise<void> {
      while ((await stateOf(medium)).state === 'pending') {
        await fetchMedia(kernel)
        await kernel.database.query(
          `update attachments set next_at = now() where id = $1 and state = 'pending'`,
          [medium.id],
        )
      }
    },
  }
}
