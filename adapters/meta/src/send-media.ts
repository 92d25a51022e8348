/** Files as attachments: by link where Meta can fetch it, else uploaded first. https://developers.facebook.com/docs/messenger-platform/reference/attachment-upload-api */
import type { Failure, MediaKind, OutboundMedia } from '@parley/core/adapter'

import { graph } from './graph.ts'
import { asId } from './json.ts'
import type { Call } from './route.ts'

interface Attachment {
  readonly type: string
  readonly payload: object
}
type Found = { readonly attachments: readonly Attachment[] } | { readonly failure: Failure }

export async function attachmentsOf(media: readonly OutboundMedia[], call: Call): Promise<Found> {
  const attachments: Attachment[] = []
  for (const each of media) {
    const found = each.isPublic ? byLink(each) : await upload(each, call)
    if ('failure' in found) return found
    attachments.push(found)
  }
  return { attachments }
}

const types: Readonly<Record<MediaKind, string>> = {
  image: 'image',
  sticker: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: 'file',
}

function byLink({ kind, url }: OutboundMedia): Attachment {
  return { type: types[kind], payload: { url } }
}

async function upload(
  media: OutboundMedia,
  { context, route }: Call,
): Promise<Attachment | { failure: Failure }> {
  const type = types[media.kind]
  const form = await formOf(media, type)
  if ('failure' in form) return form
  const answer = await graph(
    {
      method: 'POST',
      host: route.host,
      path: `${route.node}/message_attachments`,
      token: context.connection.secrets.accessToken,
      body: form,
      ...(route.uploadQuery && { query: route.uploadQuery }),
    },
    context,
  )
  const id = answer.ok ? asId(answer.json['attachment_id']) : undefined
  if (id !== undefined) return { type, payload: { attachment_id: id } }
  const failure = answer.ok ? withoutId : answer.failure
  // whatever became of the upload, no message has gone out yet
  return { failure: { ...failure, certain: true } }
}

const withoutId: Failure = {
  kind: 'upstream',
  retry: 'later',
  scope: 'message',
  certain: true,
  message: '200 without attachment_id',
  userMessage: 'Meta took the file but did not name it.',
}

async function formOf(
  media: OutboundMedia,
  type: string,
): Promise<FormData | { failure: Failure }> {
  try {
    const form = new FormData()
    form.set('message', JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }))
    form.set('filedata', new Blob([await media.open()], { type: media.mime }), media.name)
    return form
  } catch (error) {
    return { failure: { ...unreadable, message: String(error) } }
  }
}

const unreadable = {
  kind: 'media',
  retry: 'no',
  scope: 'message',
  certain: true,
  userMessage: 'The file to send is no longer here. Attach it again.',
} as const
