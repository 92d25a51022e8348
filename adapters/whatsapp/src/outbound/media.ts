/** Files out, by link or upload, and in. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media */
import { asId, asText, graph, type MetaApp, present } from '@parley/adapter-meta'
import type { CallContext, Failure, MediaRef, OutboundMedia, Step } from '@parley/core/adapter'

import { hexDigest } from '../digest.ts'
import type { WhatsAppConnection, WhatsAppSend } from '../schemas.ts'
import type { Body } from './body.ts'

export async function mediaBody(
  step: Extract<Step, { kind: 'media' }>,
  context: WhatsAppSend,
): Promise<Body> {
  const [media] = step.media
  if (!media || step.media.length > 1) return undefined
  const found = await assetOf(media, context)
  if ('failure' in found) return found
  const { kind, name, mime } = media
  const type = kind === 'voice' ? 'audio' : kind
  const asset = {
    ...found.asset,
    ...present({
      caption: captioned.has(kind) ? step.caption : undefined,
      filename: kind === 'document' ? name : undefined,
      // only ogg plays as a voice note; anything else is a sound file
      voice: kind === 'voice' && mime.startsWith('audio/ogg') ? true : undefined,
    }),
  }
  return { message: { type, [type]: asset } }
}

const captioned: ReadonlySet<string> = new Set(['image', 'video', 'document'])

type Asset = { readonly id: string } | { readonly link: string }

/** The file as a message names it: by link where WhatsApp can fetch it, else uploaded first. */
export async function assetOf(
  media: OutboundMedia,
  context: WhatsAppSend,
): Promise<{ readonly asset: Asset } | { readonly failure: Failure }> {
  if (media.isPublic) return { asset: { link: media.url } }
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', media.mime)
  form.set('file', new Blob([await media.open()], { type: media.mime }), media.name)
  const { externalId, secrets } = context.connection
  const request = { path: `${externalId}/media`, body: form, token: secrets.accessToken }
  const answer = await graph({ method: 'POST', ...request }, context)
  // without its file no message went out, whatever became of the upload
  if (!answer.ok) return { failure: { ...answer.failure, certain: true } }
  const id = asId(answer.json['id'])
  return id ? { asset: { id } } : { failure: lostUpload }
}

const lostUpload: Failure = {
  kind: 'upstream',
  retry: 'later',
  scope: 'message',
  certain: true,
  message: 'the upload was answered without an id',
}

/** Where an inbound file can be fetched for the next five minutes; the token goes along. */
export async function fetchMedia(
  ref: MediaRef,
  connection: WhatsAppConnection,
  context: CallContext<MetaApp>,
): Promise<{ url: string; headers: Record<string, string>; mime?: string; sha256?: string }> {
  const token = connection.secrets.accessToken
  const headers = { authorization: `Bearer ${token}` }
  const { id, url } = ref.locator
  if (!id) {
    if (url) return { url, headers }
    throw new Error('this file has neither an id nor an address')
  }
  const query = { phone_number_id: connection.externalId }
  const answer = await graph({ path: encodeURIComponent(id), query, token }, context)
  if (!answer.ok) throw new Error(answer.failure.message, { cause: answer.failure })
  const found = asText(answer.json['url'])
  if (!found) throw new Error('WhatsApp gave no address for this file')
  const { mime_type: mime, sha256 } = answer.json
  return { url: found, headers, ...present({ mime: asText(mime), sha256: hexDigest(sha256) }) }
}
