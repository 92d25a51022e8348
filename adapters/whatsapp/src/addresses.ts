import { isPhone, isUserId } from './outbound/recipient.ts'

/** The ids under which WhatsApp may know a typed address, the most likely first; none for what is no address. */
export function addresses(typed: string): readonly string[] {
  const text = typed.trim()
  if (isUserId(text)) return [text]
  const digits = text.replace(/^00/, '').replace(/[\s().+/-]/g, '')
  if (!isPhone(digits)) return []
  return [digits, ...otherForms(digits)]
}

/** Brazilian mobiles got a ninth digit and Mexican ones lost a 1, but old accounts keep the id they had. */
function otherForms(digits: string): string[] {
  const brazil = /^55(\d\d)(9?)([6-9]\d{7})$/.exec(digits)
  if (brazil) return [`55${brazil[1]}${brazil[2] ? '' : '9'}${brazil[3]}`]
  const mexico = /^52(1?)(\d{10})$/.exec(digits)
  if (mexico) return [`52${mexico[1] ? '' : '1'}${mexico[2]}`]
  return []
}
