/** How the customer's phone draws what a Page or an Instagram account sends. */
import type { Choice, Shown } from '../state.ts'
import { textOf } from '../text.ts'
import type { OutgoingAttachment, OutgoingMessage, QuickReply } from './judge.ts'

export function shownOf(outgoing: OutgoingMessage): Shown {
  const [first] = outgoing.attachments
  const replies = outgoing.quickReplies.map(choiceOf)
  const shown: Shown = first ? shownAttachment(first, outgoing.attachments) : { kind: 'text' }
  if (outgoing.stickerId) Object.assign(shown, { kind: 'sticker', text: '👍' })
  if (outgoing.text !== undefined) shown.text = outgoing.text
  if (replies.length > 0) shown.choices = replies
  return shown
}

/** What is asked for is filled in by the phone. */
function choiceOf({ content_type: type, title = '', payload }: QuickReply): Choice {
  if (type === 'user_phone_number') return { kind: 'ask', title: 'Send number', payload: 'phone' }
  if (type === 'user_email') return { kind: 'ask', title: 'Send e-mail', payload: 'email' }
  return { kind: 'quick_reply', title, ...(payload && { payload }) }
}

function shownAttachment(
  { type, payload = {} }: OutgoingAttachment,
  all: readonly OutgoingAttachment[],
): Shown {
  if (type === 'template') return shownTemplate(payload)
  if (type === 'like_heart') return { kind: 'sticker', text: '❤️' }
  if (type === 'MEDIA_SHARE') return { kind: 'share', text: `Post ${textOf(payload['id'])}` }
  return { kind: type, media: all.map(shownMedium) }
}

function shownMedium({ type, payload = {} }: OutgoingAttachment): {
  kind: string
  id?: string
  url?: string
} {
  const { attachment_id: id, url } = payload
  return {
    kind: type,
    ...(id !== undefined && { id: textOf(id) }),
    ...(typeof url === 'string' && { url }),
  }
}

interface TemplateElement {
  readonly title?: string
  readonly subtitle?: string
  readonly image_url?: string
  readonly url?: string
  readonly attachment_id?: string
  readonly media_type?: string
  readonly buttons?: readonly TemplateButton[]
}
interface TemplateButton {
  readonly type: string
  readonly title?: string
  readonly url?: string
  readonly payload?: string
}

function shownTemplate(payload: Readonly<Record<string, unknown>>): Shown {
  const elements = (payload['elements'] ?? []) as readonly TemplateElement[]
  const type = payload['template_type']
  if (type === 'button')
    return {
      kind: 'buttons',
      text: textOf(payload['text']),
      choices: choicesOf(payload['buttons'] as TemplateButton[]),
    }
  if (type === 'media' || type === 'image_grid')
    return {
      kind: 'image',
      media: elements.map((element) =>
        shownMedium({ type: element.media_type ?? 'image', payload: { ...element } }),
      ),
      choices: choicesOf(elements[0]?.buttons ?? []),
    }
  return {
    kind: 'cards',
    cards: elements.map(({ title = '', subtitle = '', image_url: image = '', buttons = [] }) => ({
      title,
      subtitle,
      image,
      choices: choicesOf(buttons),
    })),
  }
}

function choicesOf(buttons: readonly TemplateButton[]): Choice[] {
  return buttons.map(({ type, title = '', url, payload }) => {
    if (type === 'web_url') return { kind: 'url', title, ...(url && { url }) }
    if (type === 'phone_number') return { kind: 'phone', title, ...(payload && { payload }) }
    return { kind: 'postback', title, ...(payload && { payload }) }
  })
}
