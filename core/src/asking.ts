/** Planning what a platform has of its own: its stickers, the account's posts, a request to tap, a form. */
import {
  type Frame,
  interactive,
  invalid,
  checkHead,
  shownFrame,
  type SpecialDraft,
} from './draft-kinds.ts'
import type { NewMessage } from './schemas/message.ts'
import { checkText } from './text-limit.ts'

type Part<K extends keyof NewMessage> = NonNullable<NewMessage[K]>

/** `known` are the channel's own stickers; what a sticker says is one of them in an emoji. */
export function stockDraft(
  { id }: Part<'stock'>,
  known: readonly { id: string; label: string; emoji: string }[],
): SpecialDraft {
  const sticker = known.find((each) => each.id === id)
  const emoji = sticker?.emoji ?? ''
  return {
    kind: 'sticker',
    text: emoji || null,
    content: { stock: { id, label: sticker?.label ?? id } },
    steps: [{ kind: 'stock', id }],
    capability: 'stock',
    words: emoji,
    check() {
      if (!sticker) throw invalid('/stock/id', 'is no sticker of this channel')
    },
  }
}

export function shareDraft({ id }: Part<'share'>): SpecialDraft {
  return {
    kind: 'share',
    text: null,
    content: { what: 'post', targetId: id },
    steps: [{ kind: 'share', id }],
    capability: 'share',
    words: id,
    check: () => undefined,
  }
}

export function askDraft(text: string, { what }: Part<'ask'>, frame: Frame): SpecialDraft {
  const { replyTo } = frame
  const step = { kind: 'ask', what, text, ...(replyTo && { replyTo }) } as const
  return {
    ...interactive(text, step, { ask: what }),
    capability: 'ask',
    words: text,
    check({ capabilities: { ask = [] }, limits: { buttons }, name }) {
      if (!ask.includes(what)) throw invalid('/ask/what', `cannot be asked for on ${name}`)
      checkHead(text, buttons?.text, 'a request')
    },
  }
}

export function formDraft(text: string, form: Part<'form'>, frame: Frame): SpecialDraft {
  const { label } = form
  return {
    ...interactive(
      text,
      { kind: 'form', text, ...form, ...frame },
      { opens: { label }, ...shownFrame(frame) },
    ),
    capability: 'form',
    words: text,
    check({ limits: { form: limit } }) {
      checkHead(text, limit?.text, 'a form')
      checkText(label, limit?.label, { pointer: '/form/label', what: 'The button of a form' })
      if (form.values && !form.screen)
        throw invalid('/form/screen', 'must be named where values are given')
    },
  }
}
