import { asArray, asObject, asText, type JsonObject, present } from '@parley/adapter-meta'
import type { Json } from '@parley/core/adapter'

/** An address card that was shared, in few words; the whole stays in the message's native part. */
export function contactCard(value: unknown): Json {
  const contact = asObject(value)
  const phones = textsOf(contact['phones'], ['phone', 'wa_id'])
  const vcard = asText(contact['vcard'])
  return present({
    name:
      nameOf(contact) ?? /^FN[^:\r\n]*:(.+)$/m.exec(vcard ?? '')?.[1]?.trim() ?? phones[0] ?? '',
    phones,
    emails: textsOf(contact['emails'], ['email']),
    organization: asText(asObject(contact['org'])['company']),
    vcard,
  })
}

function nameOf(contact: JsonObject): string | undefined {
  const name = asObject(contact['name'])
  const parts = ['first_name', 'middle_name', 'last_name'].map((part) => asText(name[part]))
  return asText(name['formatted_name']) ?? asText(parts.filter(Boolean).join(' '))
}

function textsOf(list: unknown, names: readonly string[]): string[] {
  return asArray(list)
    .map(asObject)
    .map((item) => names.map((name) => asText(item[name])).find(Boolean))
    .filter((text) => text !== undefined)
}
