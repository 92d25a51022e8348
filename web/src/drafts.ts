/** Drafts: on this device with every letter, on the server a moment later, so that they follow the person. */
import type { Draft } from '@parley/core/schemas'

import type { OutgoingFile } from './store/state.ts'

export type Mode = 'reply' | 'note'
export interface LocalDraft {
  readonly text: string
  readonly files: readonly OutgoingFile[]
  readonly replyToId: string | null
}
interface Kept extends LocalDraft {
  readonly updatedAt: number
  /** The server has not confirmed it. */
  readonly isDirty: boolean
}
export interface DraftBody {
  readonly text: string
  readonly attachmentIds: readonly string[]
  readonly replyToId: string | null
}
export interface DraftOptions {
  read(name: string): string | null
  write(name: string, value: string | null): void
  put(chatId: string, mode: Mode, body: DraftBody): Promise<unknown>
  readonly delayMs?: number
}

export const emptyDraft: LocalDraft = { text: '', files: [], replyToId: null }

export class Drafts {
  #options: DraftOptions
  #kept = new Map<string, Kept>()
  #timers = new Map<string, ReturnType<typeof setTimeout>>()
  #listeners = new Set<() => void>()
  #userId = ''

  constructor(options: DraftOptions) {
    this.#options = options
  }

  /** Each person has drafts of their own on a shared machine. */
  signIn(userId: string): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#kept.clear()
    this.#userId = userId
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get(chatId: string, mode: Mode): LocalDraft {
    return this.#find(nameOf(chatId, mode)) ?? emptyDraft
  }

  set(chatId: string, mode: Mode, draft: LocalDraft): void {
    const name = nameOf(chatId, mode)
    this.#keep(name, { ...draft, updatedAt: Date.now(), isDirty: true })
    clearTimeout(this.#timers.get(name))
    const push = () => void this.#push(chatId, mode)
    this.#timers.set(name, setTimeout(push, this.#options.delayMs ?? 800))
  }

  /** What the server has: it wins, unless something was written here that it does not know yet. */
  adopt(chatId: string, drafts: readonly Draft[]): void {
    for (const mode of ['reply', 'note'] as const) {
      const local = this.#find(nameOf(chatId, mode))
      if (local?.isDirty) {
        void this.#push(chatId, mode)
        continue
      }
      const theirs = drafts.find((draft) => draft.mode === mode)
      if (theirs || local) this.#keep(nameOf(chatId, mode), fromServer(theirs, local))
    }
  }

  /** The page goes: what waits for a pause in the typing goes up at once. */
  flush(): void {
    for (const [name, timer] of this.#timers) {
      clearTimeout(timer)
      const [chatId = '', mode] = name.split('.')
      void this.#push(chatId, mode as Mode)
    }
  }

  async #push(chatId: string, mode: Mode): Promise<void> {
    const name = nameOf(chatId, mode)
    this.#timers.delete(name)
    const draft = this.#find(name)
    if (!draft) return
    const body = {
      text: draft.text,
      attachmentIds: draft.files.map((file) => file.id),
      replyToId: draft.replyToId,
    }
    await this.#options.put(chatId, mode, body).then(
      () => this.#confirm(name, draft),
      () => {
        // Still marked dirty: it goes up with the next letter, or when the chat is opened again.
      },
    )
  }

  #confirm(name: string, pushed: Kept): void {
    if (this.#find(name) === pushed) this.#keep(name, { ...pushed, isDirty: false })
  }

  #find(name: string): Kept | undefined {
    const known = this.#kept.get(name)
    if (known) return known
    const text = this.#options.read(this.#storageName(name))
    if (!text) return undefined
    const kept = JSON.parse(text) as Kept
    this.#kept.set(name, kept)
    return kept
  }

  #keep(name: string, draft: Kept): void {
    this.#kept.set(name, draft)
    const isWorthKeeping = draft.isDirty || !isEmpty(draft)
    this.#options.write(this.#storageName(name), isWorthKeeping ? JSON.stringify(draft) : null)
    for (const listener of this.#listeners) listener()
  }

  #storageName(name: string): string {
    return `draft.${this.#userId}.${name}`
  }
}

export function isEmpty(draft: LocalDraft): boolean {
  return draft.text.trim() === '' && draft.files.length === 0
}

function nameOf(chatId: string, mode: Mode): string {
  return `${chatId}.${mode}`
}

/** The server keeps ids of files only; what this device knows of them is kept. */
function fromServer(theirs: Draft | undefined, local: Kept | undefined): Kept {
  const known = new Map(local?.files.map((file) => [file.id, file]))
  return {
    text: theirs?.text ?? '',
    files: (theirs?.attachmentIds ?? []).map((id) => known.get(id) ?? unknownFile(id)),
    replyToId: theirs?.replyToId ?? null,
    updatedAt: theirs ? Date.parse(theirs.updatedAt) : Date.now(),
    isDirty: false,
  }
}

function unknownFile(id: string): OutgoingFile {
  return { id, kind: 'document', mime: '', name: '', bytes: 0, url: null }
}
