/** The envelope of what WhatsApp tells about a number or its business account. */
import { textOf } from '@parley/adapter-meta/simulator'
import type { Account, Person, World } from '@parley/adapter-meta/simulator'

type Fields = Readonly<Record<string, unknown>>

/** A change that names the number. */
export function tellNumber(
  world: World,
  account: Account,
  { field, value, time }: { field: string; value: Fields; time?: number },
): void {
  world.emit({
    object: 'whatsapp_business_account',
    entry: account.owner,
    field,
    list: 'changes',
    item: {
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: account.phone, phone_number_id: account.id },
        ...value,
      },
      field,
    },
    ...(time !== undefined && { time }),
  })
}

/** A change about the business account: no number, but a time. */
export function tellBusiness(
  world: World,
  account: Account,
  { field, value }: { field: string; value: Fields },
): void {
  world.emit({
    object: 'whatsapp_business_account',
    entry: account.owner,
    field,
    list: 'changes',
    item: { value, field },
    time: Math.floor(world.now() / 1000),
  })
}

/** One of `contacts[]`: without the number of somebody who hides it. */
export function contactOf(person: Person): Fields {
  return {
    profile: {
      ...(person.name && { name: person.name }),
      ...(person.isPhoneHidden && { username: person.handle }),
    },
    ...(!person.isPhoneHidden && { wa_id: person.phone }),
    user_id: person.bsuid,
  }
}

/** Who a message is from. */
export function senderOf(person: Person): Fields {
  return { ...(!person.isPhoneHidden && { from: person.phone }), from_user_id: person.bsuid }
}

export function seconds(at: number): string {
  return `${Math.floor(at / 1000)}`
}

export function pick(detail: Fields | undefined, name: string, otherwise: string): string {
  return textOf(detail?.[name]) || otherwise
}
