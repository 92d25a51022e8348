/** Media of inbound messages: fetched after their message is stored, never in its way. May run in any number of processes. */
import type { Failure, MediaRef } from './adapter.ts'
import type { Adapter } from './adapters.ts'
import { download, DownloadError } from './downloads.ts'
import { refuse } from './errors.ts'
import { change } from './events.ts'
import { cleanName } from './file-names.ts'
import { keep, prepare, type Prepared, type Received } from './file-store.ts'
import { kindOf, typeOf } from './file-types.ts'
import type { Kernel } from './kernel.ts'
import { scan } from './scanner.ts'

interface Pending {
  id: string
  messageId: string
  chatId: string
  connectionId: string
  kind: string
  name: string | null
  ref: MediaRef
  attempts: number
}
type Part = Pick<
  Kernel,
  'database' | 'bus' | 'config' | 'adapters' | 'connections' | 'callContext' | 'log' | 'now'
>
const atOnce = 4
/** Before the second, third and fourth attempt. */
const waitSeconds = [10, 60, 600]

/** Fetches what is due until nothing is. While a connection's token is dead its media wait. */
export async function fetchMedia(kernel: Part): Promise<void> {
  for (;;) {
    const claimed = await claim(kernel)
    if (claimed.length === 0) return
    await Promise.all(claimed.map((pending) => fetchOne(kernel, pending)))
  }
}

// a claim is a lease: a process that dies leaves its media to be due again
function claim({ database }: Part): Promise<Pending[]> {
  return database.query<Pending>(
    `update attachments a set attempts = a.attempts + 1, next_at = now() + interval '3 minutes'
     from (
       select a.id, m.id as message_id, m.chat_id, m.connection_id
       from attachments a join messages m on m.id = a.message_id join connections n on n.id = m.connection_id
       where a.state = 'pending' and a.next_at <= now() and n.status not in ('needs_reconnect', 'disabled')
       order by a.next_at limit $1 for update of a skip locked
     ) due where a.id = due.id
     returning a.id, a.kind, a.name, a.locator as ref, a.attempts, due.message_id::text as "messageId",
       due.chat_id::text as "chatId", due.connection_id::text as "connectionId"`,
    [atOnce],
  )
}

async function fetchOne(kernel: Part, pending: Pending): Promise<void> {
  let received: Received | undefined
  try {
    received = await downloadMedia(kernel, pending)
    await scan(kernel.config.scannerUrl, received.path)
    const file = await look(received, pending)
    await settle(kernel, pending, { state: 'ready', file })
  } catch (error) {
    kernel.log.warn({ err: error, attachmentId: pending.id }, 'a medium was not fetched')
    await settle(kernel, pending, heldBy(error) ?? outcomeOf(error, pending, kernel.now()))
  } finally {
    await received?.remove()
  }
}

class MediaError extends Error {
  override name = 'MediaError'
}

async function downloadMedia(kernel: Part, { connectionId, ref }: Pending): Promise<Received> {
  const connection = await kernel.connections.get(connectionId)
  const adapter = connection && kernel.adapters.byChannel.get(connection.channel)
  if (!connection || !adapter) throw new MediaError('The channel is not loaded')
  const { channel } = connection
  const found: Awaited<ReturnType<NonNullable<Adapter['fetchMedia']>>> = adapter.fetchMedia
    ? await adapter.fetchMedia(ref, connection, kernel.callContext(channel))
    : { url: ref.locator.url ?? '' }
  const received = await download(kernel, { ...found, channel }, kernel.config.maxFileSize)
  const isWhole = [ref.sha256, found.sha256].every((each) => !each || each === received.sha256)
  if (isWhole) return received
  await received.remove()
  throw new MediaError('The file arrived damaged')
}

type Seen = Prepared & { kind: string }

/** Pictures are written anew; a document is kept as it came, whatever it is, and is never shown in our pages. */
async function look(received: Received, { kind, name, ref }: Pending): Promise<Seen> {
  const declared = kind === 'audio' || kind === 'voice' ? 'audio/*' : null
  const mime = await typeOf(received.path, { name, mime: declared })
  const shown = ref.kind === 'unknown' && mime ? kindOf(mime) : kind
  if (shown === 'document') {
    const plain = { thumbnail: null, width: null, height: null, durationMs: null }
    return { ...received, ...plain, kind: shown, mime: mime ?? 'application/octet-stream' }
  }
  if (!mime || !families[shown]?.includes(kindOf(mime)))
    throw new MediaError('The platform sent something else than the file')
  return { ...(await prepare(received, mime)), kind: shown }
}

// what the content of each kind may be; platforms send short loops as pictures, and sound in containers of video
const families: Record<string, readonly string[]> = {
  image: ['image'],
  sticker: ['image'],
  video: ['video', 'image'],
  audio: ['audio', 'video'],
  voice: ['audio', 'video'],
}

type Outcome =
  | { state: 'ready'; file: Seen }
  | { state: 'failed' | 'expired'; problem: string }
  /** `isHeld`: not the file's fault, so the attempt does not count. */
  | { state: 'pending'; problem: string; waitSeconds: number; isHeld?: boolean }

function outcomeOf(error: unknown, { attempts, ref }: Pending, now: Date): Outcome {
  const { code = '', message } = error as { code?: string; message: string }
  const gone = { state: 'expired', problem: 'The platform keeps this file no longer' } as const
  if (ref.expiresAt !== undefined && ref.expiresAt < now.getTime()) return gone
  if (final[code]) return { state: 'failed', problem: final[code] }
  const isSaid = error instanceof MediaError || code === 'unreadable_file'
  const problem = isSaid ? message : 'The file could not be fetched'
  const wait = waitSeconds[attempts - 1]
  if (wait !== undefined) return { state: 'pending', problem, waitSeconds: wait }
  const isGone = error instanceof DownloadError && [404, 410].includes(error.status)
  return isGone ? gone : { state: 'failed', problem }
}

/** A dead token, a missing permission or a reached limit: then no file of the connection is to be had. */
function heldBy(error: unknown): Outcome | undefined {
  const { scope, retry, kind, retryAfterMs } = ((error as Error).cause ?? {}) as Partial<Failure>
  if (scope !== 'connection' || (retry !== 'after_fix' && kind !== 'rate_limit')) return undefined
  const waitSeconds = Math.min((retryAfterMs ?? 60_000) / 1000, 3600)
  return { state: 'pending', problem: 'The platform gives no files', waitSeconds, isHeld: true }
}

const final: Record<string, string> = {
  ERR_FORBIDDEN_ADDRESS: 'The file is not on a server of the platform',
  ERR_TOO_LARGE: 'The file is larger than this server takes',
  too_large: 'The file is larger than this server takes',
  infected: 'The file holds malware and was not kept',
}

/** Nothing happens when it was deleted meanwhile, or somebody else took over. */
async function settle(kernel: Part, pending: Pending, outcome: Outcome): Promise<void> {
  const { id, attempts, messageId, chatId, connectionId } = pending
  if ('isHeld' in outcome) await askFor(kernel, connectionId)
  await change(kernel, async (tx, events) => {
    if (outcome.state === 'ready') await keep(tx, kernel.config, outcome.file)
    const [row] = await tx.query(update, [id, attempts, JSON.stringify(rowOf(outcome, pending))])
    if (row && outcome.state !== 'pending')
      events.push({ type: 'message.updated', subject: messageId, chatId })
  })
}

/** Whoever keeps connections up looks at this one soon, and says what is wrong with it. */
async function askFor({ database, bus }: Part, connectionId: string): Promise<void> {
  await database.query('update connections set check_at = least(check_at, now()) where id = $1', [
    connectionId,
  ])
  bus.publish('connections', null)
}

const update = `
  update attachments a set attempts = a.attempts - coalesce(n."isHeld", false)::int, state = n.state, problem = n.problem, sha256 = n.sha256, mime = coalesce(n.mime, a.mime),
    bytes = coalesce(n.bytes, a.bytes), width = n.width, height = n.height, duration_ms = n."durationMs",
    kind = coalesce(n.kind, a.kind), name = coalesce(n.name, a.name), next_at = now() + make_interval(secs => n."waitSeconds")
  from jsonb_to_record($3::jsonb) as n (state text, problem text, sha256 text, mime text, bytes bigint, width int, height int,
    "durationMs" int, kind text, name text, "waitSeconds" float8, "isHeld" boolean)
  where a.id = $1 and a.attempts = $2 and a.state = 'pending' returning 1`

function rowOf(outcome: Outcome, { name }: Pending): Record<string, unknown> {
  if (outcome.state !== 'ready') return { ...outcome }
  const { file, state } = outcome
  return { ...file, state, name: cleanName(name, file.mime, file.kind) }
}

/** Another try at a file that was not to be had, on a person's word. */
export async function retryAttachment(
  kernel: Pick<Kernel, 'database' | 'bus'>,
  id: string,
): Promise<void> {
  await change(kernel, async (tx, events) => {
    const [row] = await tx.query<{ messageId: string; chatId: string }>(
      `update attachments a set state = 'pending', attempts = 0, next_at = now(), problem = null from messages m
       where a.id = $1 and m.id = a.message_id and a.state in ('failed', 'expired') and a.locator is not null
       returning m.id::text as "messageId", m.chat_id::text as "chatId"`,
      [id],
    )
    if (!row) throw refuse('not_found')
    events.push({ type: 'message.updated', subject: row.messageId, chatId: row.chatId })
  })
  kernel.bus.publish('media', null)
}
