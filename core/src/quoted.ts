/** What a new message answers: a message of the chat, or a public comment, which may have one private answer. */
import { refuse } from './errors.ts'
import type { Kernel } from './kernel.ts'
import { channelOf, type PlannedStep } from './steps.ts'
import type { Target } from './target.ts'
import { privateReply } from './windows.ts'

export interface Quoted {
  /** The provider's id; undefined while the message has none. */
  readonly externalId: string | undefined
  readonly isComment: boolean
  readonly sentAt: Date
}

export async function findQuoted(
  { database }: Pick<Kernel, 'database'>,
  chatId: string,
  messageId: string,
): Promise<Quoted> {
  const [row] = await database.query<{
    externalId: string | null
    kind: string
    isComment: boolean
    sentAt: Date
  }>(
    `select external_id as "externalId", kind, kind = 'share' and coalesce(content->>'what' = 'comment', false) as "isComment", sent_at as "sentAt"
     from messages where id = $1 and chat_id = $2`,
    [messageId, chatId],
  )
  if (!row)
    throw refuse('invalid', {
      detail: 'The quoted message is not in this chat',
      errors: [{ pointer: '/replyToId', message: 'is not in this chat' }],
    })
  // a line of the platform is no message of anybody
  if (row.kind === 'system')
    throw refuse('invalid', {
      detail: 'This line cannot be quoted',
      errors: [{ pointer: '/replyToId', message: 'is no message' }],
    })
  const { externalId, isComment, sentAt } = row
  return { externalId: externalId ?? undefined, isComment, sentAt }
}

/** The window of a private answer to a comment; undefined where the message is an ordinary one. Throws what the platform would refuse. */
export async function privateReplyWindow(
  kernel: Pick<Kernel, 'database' | 'now'>,
  { chatId, adapter, connection }: Target,
  { quoted, steps }: { quoted: Quoted | undefined; steps: readonly PlannedStep[] },
): Promise<string | undefined> {
  const { privateReply: rule } = channelOf(adapter, connection.config).capabilities
  if (!rule || !quoted?.isComment || !quoted.externalId) return undefined
  if (kernel.now().getTime() > quoted.sentAt.getTime() + rule.ms)
    throw refuse('window_closed', { detail: 'The time to answer this comment in private is over' })
  if (steps.length > 1)
    throw refuse('invalid', { detail: 'A comment is answered in private with one message' })
  const [answered] = await kernel.database.query(
    `select from messages where chat_id = $1 and direction = 'out' and reply_to = $2 and status <> 'failed' limit 1`,
    [chatId, quoted.externalId],
  )
  if (answered)
    throw refuse('unsupported', { detail: 'This comment has its one private answer already' })
  return privateReply
}
