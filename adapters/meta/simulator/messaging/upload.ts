/** Media of a Send API request: sent along, uploaded before, or behind a link that the platform fetches at once. */
import { GraphError } from '../graph-error.ts'
import { findMedium, storeMedium } from '../media.ts'
import type { GraphCall } from '../part.ts'
import { checkShape } from '../shape.ts'
import type { Account, Medium } from '../state.ts'
import { textOf } from '../text.ts'
import { missingObject } from '../world.ts'
import type { World } from '../world.ts'
import { accountsBehind, messagingOf } from './accounts.ts'
import type { OutgoingMessage } from './judge.ts'
import { attachmentRequest } from './shape.ts'
import type { MessagingRules } from './shape.ts'

/** `POST {node}/message_attachments` */
export function uploadAttachment(world: World, call: GraphCall, node: string): object {
  const { platform, ...params } = call.params
  checkShape(attachmentRequest, params)
  const { attachment } = params['message'] as { attachment: Attachment }
  const accounts = accountsBehind(world, node)
  const account = platform === 'instagram' ? accounts.at(-1) : accounts[0]
  if (!account) throw missingObject(node)
  const file = Object.values(call.files)[0]
  if (!file && !attachment.payload?.url)
    throw new GraphError({ code: 100, message: '(#100) An upload needs filedata or a url' })
  const medium = file ? storeMedium(world, file) : linked(world, call, attachment)
  if (!world.isOpen) judgeMedium(messagingOf(world, account).rules, attachment.type, medium)
  return { attachment_id: medium.id }
}

interface Attachment {
  readonly type: string
  readonly payload?: { readonly url?: string; readonly attachment_id?: unknown }
}

function linked(world: World, call: GraphCall, { payload }: Attachment): Medium {
  const url = payload?.url ?? ''
  const medium = call.links?.get(url)
  if (medium) return medium
  if (world.isOpen) return storeMedium(world, { bytes: new Uint8Array(), mime: '', name: url })
  throw new GraphError({
    code: 100,
    subcode: 2018008,
    message: `(#100) Failed to fetch the file from the url ${url}`,
  })
}

/** A file may come along with the message itself; from then on it is an upload like another. */
export function withUpload(world: World, call: GraphCall): GraphCall {
  const file = call.files['filedata']
  const message = call.params['message'] as { attachment?: { type?: string } } | undefined
  if (!file || !message?.attachment) return call
  const payload = { attachment_id: storeMedium(world, file).id }
  const attachment = { ...message.attachment, payload }
  return { ...call, params: { ...call.params, message: { ...message, attachment } } }
}

/** Every medium of the message must be there, of its type, and not too large. */
export function judgeMedia(
  world: World,
  account: Account,
  { outgoing, call }: { outgoing: OutgoingMessage; call: GraphCall },
): void {
  if (world.isOpen) return
  const { rules } = messagingOf(world, account)
  for (const attachment of outgoing.attachments as readonly Attachment[]) {
    if (!rules.media[attachment.type]) continue
    const id = attachment.payload?.attachment_id
    const medium =
      id === undefined ? linked(world, call, attachment) : findMedium(world, textOf(id))
    if (!medium)
      throw new GraphError({ code: 100, message: '(#100) Param attachment_id is not known' })
    judgeMedium(rules, attachment.type, medium)
  }
}

function judgeMedium({ media }: MessagingRules, type: string, { mime, size }: Medium): void {
  const rule = media[type]
  if (!rule) return
  if (!rule.mimes.test(mime.split(';')[0] ?? ''))
    throw new GraphError({
      code: 100,
      subcode: 2018047,
      message: `(#100) Upload attachment failure: ${mime} is no ${type} that can be sent`,
    })
  if (size > rule.maxBytes)
    throw new GraphError({
      code: 100,
      subcode: 2018109,
      message: `(#100) The attachment of ${size} bytes exceeds the limit of ${rule.maxBytes}`,
    })
}
