import { asArray, asId, asObject, type JsonObject } from '@parley/adapter-meta'
import type { Identity } from '@parley/core/adapter'

/** How a message names its reader. A number goes out with `+`, else WhatsApp may put the business's own country code before it; a business-scoped id has a field of its own; what is neither is a group. */
export function recipientOf({ id }: Identity): Record<string, string> {
  if (isPhone(id)) return { recipient_type: 'individual', to: `+${id.replace(/^\+/, '')}` }
  if (isUserId(id)) return { recipient_type: 'individual', recipient: id }
  return { recipient_type: 'group', to: id }
}

/** Who really got it: WhatsApp rewrites some numbers, and may tell the other id of the person. */
export function learnedFrom(answer: JsonObject, to: Identity): Identity | undefined {
  const contact = asObject(asArray(answer['contacts'])[0])
  const ids = [asId(contact['wa_id']), asId(contact['user_id'])].filter((id) => id !== undefined)
  const known = new Set([to.id, ...(to.aliases ?? [])])
  if (ids.every((id) => known.has(id))) return undefined
  const [id, ...aliases] = asId(contact['wa_id']) ? ids : [to.id, ...ids]
  return id === undefined ? undefined : { id, ...(aliases.length > 0 && { aliases }) }
}

export function isPhone(id: string): boolean {
  return /^\+?\d{5,20}$/.test(id)
}

/** Country code, a dot, letters and digits; `ENT.` between for the parent form. */
export function isUserId(id: string): boolean {
  return /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(id)
}
