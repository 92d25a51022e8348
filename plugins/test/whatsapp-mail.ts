/** WhatsApp's side of the mailman: people, and what they say. */
import { change, type Mailman, numberBody, seconds, startMailman } from './mailman.ts'

export interface WhatsappMail extends Mailman {
  /** An id of a message that nobody has used. */
  wamid(): string
  /** A person says it, twice delivered; the message as an agent sees it. */
  said(message: object, person?: Person): Promise<any>
}
interface Person {
  wa_id?: string
  user_id?: string
  profile?: object
}

export async function startWhatsappMail(
  t: Parameters<typeof startMailman>[0],
): Promise<WhatsappMail> {
  const mail = await startMailman(t)
  let count = 0
  function wamid(): string {
    count++
    return `wamid.variation-${count}`
  }
  return {
    ...mail,
    wamid,
    async said(message, person = { wa_id: '15550002001' }) {
      const id = wamid()
      const { wa_id: phone, user_id: userId } = person
      const sender = { ...(phone && { from: phone }), ...(userId && { from_user_id: userId }) }
      const messages = [{ ...sender, id, timestamp: seconds(), ...message }]
      await mail.twice(numberBody(change({ contacts: [person], messages })))
      return mail.one(id)
    },
  }
}

export function text(body: string): object {
  return { type: 'text', text: { body } }
}
