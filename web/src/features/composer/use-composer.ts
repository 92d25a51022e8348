/** Everything the composer does: what is written, in which mode, what may go out and how it goes. */
import type { Channel, Chat, NewMessage } from '@parley/core/schemas'
import { type RefObject, useState, useSyncExternalStore } from 'react'

import { store, toApiError, useSession } from '../../client.ts'
import { addNote } from '../../commands/notes.ts'
import { drafts, unsent } from '../../commands/outgoing.ts'
import { type Colleague, useColleagues } from '../../directory.ts'
import { emptyDraft, isEmpty, type LocalDraft, type Mode } from '../../drafts.ts'
import { errorText } from '../../error-text.ts'
import { t } from '../../i18n.ts'
import { newId } from '../../new-id.ts'
import { usePreferences } from '../../preferences.ts'
import type { OutgoingFile } from '../../store/state.ts'
import { withoutSignature, withSignature } from '../../text/signature.ts'
import { notify } from '../../ui/toast.tsx'
import { countText } from './limits.ts'
import { allUploads, placeOf, subscribeUploads, type Uploading } from './uploading.ts'

export interface ComposerOptions {
  readonly chat: Chat
  readonly channel: Channel | undefined
  readonly mode: Mode
  /** The newest message that this person has seen. */
  readonly seenId: RefObject<string | undefined>
}
export interface SendOptions {
  readonly sendAt?: Date
  readonly voice?: boolean
  readonly template?: NewMessage['template']
  /** Goes out by itself; what is in the composer stays there. */
  readonly files?: readonly OutgoingFile[]
}

export function useComposer({ chat, channel, mode, seenId }: ComposerOptions) {
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.id, mode))
  const uploads = useUploads(placeOf(chat.id, mode))
  const { undoSeconds, signature } = usePreferences()
  const count = mode === 'reply' ? countText(withSignature(draft.text, signature), channel) : null
  const { user } = useSession()
  const { data: people = [] } = useColleagues()
  const [isSaving, setIsSaving] = useState(false)
  const reason = whyNot({ draft, uploads, isOver: count?.isOver ?? false, isSaving })

  function change(patch: Partial<LocalDraft>): void {
    drafts.set(chat.id, mode, { ...drafts.get(chat.id, mode), ...patch })
  }

  function send(options: SendOptions = {}): void {
    const now = Date.now()
    const { files } = options
    const sent = files ? { ...emptyDraft, files } : drafts.get(chat.id, mode)
    const body = bodyOf(chat.id, sent, {
      ...options,
      signature,
      seenMessageId: seenOf(chat.id, seenId),
    })
    unsent.add({
      body,
      userId: user?.id ?? '',
      createdAt: new Date(now).toISOString(),
      heldUntil: now + undoSeconds * 1000,
      state: undoSeconds > 0 ? 'held' : 'waiting',
      problem: null,
      files: sent.files,
    })
    if (!files) drafts.set(chat.id, mode, emptyDraft)
  }

  async function saveNote(): Promise<boolean> {
    setIsSaving(true)
    try {
      await addNote(chat.id, draft.text.trim(), mentionsIn(draft.text, people))
      drafts.set(chat.id, 'note', emptyDraft)
      return true
    } catch (error) {
      notify({ text: errorText(toApiError(error)), look: 'danger' })
      return false
    } finally {
      setIsSaving(false)
    }
  }
  return { draft, uploads, count, reason, change, send, saveNote }
}

function useUploads(place: string): readonly Uploading[] {
  const all = useSyncExternalStore(subscribeUploads, allUploads)
  return all.filter((upload) => upload.place === place)
}

interface Ready {
  readonly draft: LocalDraft
  readonly uploads: readonly Uploading[]
  readonly isOver: boolean
  readonly isSaving: boolean
}

/** Why nothing can be sent now, in words; null when it can. An empty composer needs no words. */
function whyNot({ draft, uploads, isOver, isSaving }: Ready): string | null {
  if (uploads.some((upload) => upload.error)) return t('composer.uploadFailed')
  if (uploads.length > 0) return t('composer.uploading')
  if (isOver) return t('composer.tooLong')
  return isSaving || isEmpty(draft) ? '' : null
}

function bodyOf(
  chatId: string,
  draft: LocalDraft,
  {
    sendAt,
    voice,
    template,
    signature,
    seenMessageId,
  }: SendOptions & { signature: string; seenMessageId: string | undefined },
): NewMessage {
  const text = withSignature(draft.text, signature)
  return {
    chatId,
    clientId: newId(),
    ...(text && !template ? { text } : {}),
    ...(draft.files.length > 0 ? { attachmentIds: draft.files.map((file) => file.id) } : {}),
    ...(draft.replyToId ? { replyToId: draft.replyToId } : {}),
    ...(sendAt ? { sendAt: sendAt.toISOString() } : {}),
    ...(voice ? { voice } : {}),
    ...(template ? { template } : {}),
    ...(seenMessageId ? { seenMessageId } : {}),
  }
}

function seenOf(chatId: string, seenId: RefObject<string | undefined>): string | undefined {
  return seenId.current ?? store.state.threads.get(chatId)?.messages.at(-1)?.id
}

function mentionsIn(text: string, people: readonly Colleague[]): readonly string[] {
  return people.filter((person) => text.includes(`@${person.name}`)).map((person) => person.id)
}

/** Puts a message that was taken back into the composer, before what has been written since. */
export function restoreDraft(
  chatId: string,
  { body, files }: { readonly body: NewMessage; readonly files: readonly OutgoingFile[] },
  signature: string,
): void {
  const draft = drafts.get(chatId, 'reply')
  drafts.set(chatId, 'reply', {
    text: [withoutSignature(body.text ?? '', signature), draft.text].filter(Boolean).join('\n'),
    files: [...files, ...draft.files],
    replyToId: body.replyToId ?? draft.replyToId,
  })
}
