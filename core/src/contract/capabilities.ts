/** What a channel can do: data, not methods. The kernel enforces it, the inbox draws from it. */
import type { ReceiptStatus } from './inbound.ts'

/** `full` works · `partial` with limits · `fallback` the kernel turns it into text · `dropped` silently ignored by the platform · `rejected` refused. */
export type Level = 'full' | 'partial' | 'fallback' | 'dropped' | 'rejected'
export type TextUnit = 'utf16' | 'codepoint' | 'grapheme' | 'byte'
export type MediaKind = 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker'
export type OutboundKind =
  | 'text'
  | 'media'
  | 'buttons'
  | 'list'
  | 'link'
  | 'cards'
  | 'template'
  | 'location'
  | 'contacts'
  | 'stock'
  | 'share'
  | 'ask'
  | 'form'
  | 'reaction'
  | 'typing'
  | 'read'
  | 'handover'

/** A sticker of the platform's own. */
export interface StockSticker {
  readonly id: string
  readonly label: string
  /** What it looks like, in one emoji. */
  readonly emoji: string
}
/** What a person can be asked for, and give with one tap. */
export const askable = ['location', 'phone', 'email'] as const
export type Askable = (typeof askable)[number]

export interface Capabilities {
  readonly formatting: Readonly<
    Partial<Record<'bold' | 'italic' | 'strike' | 'code' | 'link' | 'list', Level>>
  >
  readonly reply: Level
  readonly reaction: Level
  /** Emoji that a reaction may carry; absent means any. */
  readonly reactionEmoji?: readonly string[]
  readonly typing: Level
  readonly read: Level
  readonly template: Level
  readonly buttons: Level
  readonly list: Level
  readonly link: Level
  readonly cards: Level
  readonly location: Level
  readonly contacts: Level
  readonly handover: Level
  /** The platform's own stickers that may be sent; absent means none. */
  readonly stock?: readonly StockSticker[]
  /** What the account has published may be sent, by its id. */
  readonly share?: Level
  /** Absent means nothing. */
  readonly ask?: readonly Askable[]
  /** A form that opens in the chat; absent means none. */
  readonly form?: Level
  /** What the platform reports about our messages. */
  readonly receipts: readonly ReceiptStatus[]
  /** It reports messages sent from elsewhere. */
  readonly echo: boolean
  /** A public comment may be answered in private, once, within this time, whatever the window. */
  readonly privateReply?: { readonly ms: number }
  readonly startChat: 'never' | 'template' | 'free'
  /** The platform drops a second send with the same key, so an ambiguous one may be repeated. */
  readonly idempotentSend: boolean
  /** Typing must be repeated this often to stay on. */
  readonly typingEveryMs?: number
}

export interface TextLimit {
  readonly max: number
  readonly unit: TextUnit
  readonly overflow: 'split' | 'reject'
}
export interface MediaLimit {
  readonly mime: readonly string[]
  readonly maxBytes: number
  /** `false`: a caption goes out as a text of its own. */
  readonly caption: TextLimit | false
  /** How many of this kind one provider message may hold; default 1. */
  readonly perMessage?: number
}
export interface Limits {
  readonly text: TextLimit
  readonly media: Readonly<Partial<Record<MediaKind, MediaLimit>>>
  readonly buttons?: {
    readonly max: number
    readonly text: TextLimit
    readonly label: TextLimit
    readonly payload: TextLimit
  }
  readonly list?: {
    readonly maxRows: number
    readonly text: TextLimit
    readonly button: TextLimit
    readonly label: TextLimit
    readonly payload: TextLimit
    readonly description?: TextLimit
  }
  /** What may stand above buttons, a link or a form in place of a header. */
  readonly head?: readonly MediaKind[]
  /** A form that opens in the chat. */
  readonly form?: { readonly text: TextLimit; readonly label: TextLimit }
  readonly cards?: {
    readonly max: number
    readonly title: TextLimit
    readonly subtitle: TextLimit
    readonly maxButtons: number
  }
}
export interface Window {
  /** Handed to `send`, which turns it into the platform's tag: `standard`, `human_agent`, `template`. */
  readonly id: string
  readonly opens: 'inbound' | 'always'
  /** How long it stays open after the contact's last message. */
  readonly ms?: number
  readonly actor: 'human' | 'any'
  readonly allows: readonly OutboundKind[]
}
export interface Rate {
  readonly scope: 'connection' | 'chat'
  readonly perSecond: number
  readonly burst?: number
  /** Absent: all kinds. */
  readonly kinds?: readonly OutboundKind[]
}
