import {
  type CallContext,
  type Connection,
  type Failure,
  httpFailure,
  type OutboundMedia,
  type PlatformAnswer,
  type SendContext,
  type SendResult,
  type Step,
} from '@parley/core/adapter'

import { type App, apiUrl, type Config, type Secrets } from './platform.ts'

type Context = SendContext<App, Config, Secrets>

export async function send(step: Step, context: Context): Promise<SendResult> {
  if (step.kind !== 'text' && step.kind !== 'media')
    return { ok: false, failure: unsupported(`Acme Chat has no ${step.kind}`) }
  const content =
    step.kind === 'text' ? { text: step.text } : await imageOf(step.media, step.caption, context)
  if ('failure' in content) return { ok: false, failure: content.failure }
  const { to, key } = context
  const body = { to: to.id, key, reply_to: step.replyTo, ...content }
  const answer = await call('/messages', context, JSON.stringify(body))
  if ('failure' in answer) return { ok: false, failure: answer.failure }
  return { ok: true, ids: [answer.id] }
}

async function imageOf(media: readonly OutboundMedia[], caption = '', context: Context) {
  const [image] = media
  if (!image) return { failure: unsupported('no file to send') }
  const text = caption && { text: caption }
  if (image.isPublic) return { image: { url: image.url }, ...text }
  const uploaded = await call('/files', context, await image.open())
  // whatever became of the file, the message surely was not sent
  if ('failure' in uploaded) return { failure: { ...uploaded.failure, certain: true } }
  return { image: { file: uploaded.id }, ...text }
}

/** One request; an answer without an id is as good as lost. */
export async function call(
  path: string,
  context: CallContext<App> & { readonly connection: Connection<Config, Secrets> },
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<{ readonly id: string; readonly name?: string } | { readonly failure: Failure }> {
  const { connection, http, signal } = context
  try {
    const answer = await http(apiUrl + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${connection.secrets.token}`,
        'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
      },
      ...(body !== undefined && { body }),
      signal,
    })
    const text = await answer.text()
    const headers = Object.fromEntries(answer.headers)
    if (!answer.ok) return { failure: classify({ status: answer.status, headers, body: text }) }
    const found = JSON.parse(text) as { id?: unknown; name?: string } | null
    if (typeof found?.id !== 'string') throw new Error('accepted, but no id came back')
    return { ...found, id: found.id }
  } catch (thrown) {
    return { failure: classify({ thrown }) }
  }
}

/** The platform's own codes first; HTTP says the rest. */
export function classify(answer: PlatformAnswer): Failure {
  const failure = httpFailure(answer)
  const code = 'body' in answer ? codeOf(answer.body) : undefined
  if (code === 'blocked')
    return {
      ...failure,
      code,
      kind: 'blocked',
      scope: 'chat',
      userMessage: 'This person has blocked the room.',
    }
  if (code === 'too_long') return { ...failure, code, kind: 'content' }
  return failure
}

function codeOf(body: string): string | undefined {
  return /"code"\s*:\s*"(\w+)"/.exec(body)?.[1]
}

function unsupported(message: string): Failure {
  return { kind: 'unsupported', retry: 'no', scope: 'message', certain: true, message }
}
