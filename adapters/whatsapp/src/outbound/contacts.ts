/** Contact cards. https://developers.facebook.com/docs/whatsapp/cloud-api/messages/contacts-messages */
import { present } from '@parley/adapter-meta'
import type { ContactCard, Step } from '@parley/core/adapter'

import type { Body } from './body.ts'

export function contactsBody({ cards }: Extract<Step, { kind: 'contacts' }>): Body {
  return { message: { type: 'contacts', contacts: cards.map(contactOf) } }
}

function contactOf(card: ContactCard): object {
  const { phones = [], emails = [], websites = [], birthday, address } = card
  return present({
    name: nameOf(card.name),
    birthday,
    phones: listed(phones, (phone) => phoneOf(phone, card.isReachable)),
    emails: listed(emails, (email) => ({ email })),
    urls: listed(websites, (url) => ({ url })),
    addresses: address && [present({ ...address })],
    org: organisationOf(card),
  })
}

/** WhatsApp wants a part of the name beside the whole. */
function nameOf(name: string): object {
  const [first, ...rest] = name.split(' ')
  const last = rest.join(' ') || undefined
  return present({ formatted_name: name, first_name: first, last_name: last })
}

/** With its WhatsApp id a number can be written to by a tap, without one it is invited. */
function phoneOf(phone: string, isReachable: boolean | undefined): object {
  return isReachable ? { phone, wa_id: phone.replaceAll(/\D/g, '') } : { phone }
}

function organisationOf({ company, department, jobTitle }: ContactCard): object | undefined {
  const organisation = present({ company, department, title: jobTitle })
  return Object.keys(organisation).length > 0 ? organisation : undefined
}

function listed(values: readonly string[], write: (value: string) => object) {
  return values.length > 0 ? values.map((value) => write(value)) : undefined
}
