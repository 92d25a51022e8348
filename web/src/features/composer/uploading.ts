/** Files on their way to the server, by chat and mode, so that opening another chat does not stop them. */
import { session, toApiError } from '../../client.ts'
import { drafts } from '../../commands/outgoing.ts'
import type { Mode } from '../../drafts.ts'
import { errorText } from '../../error-text.ts'
import { newId } from '../../new-id.ts'
import type { OutgoingFile } from '../../store/state.ts'
import { uploadFile } from '../../uploads.ts'

export interface Uploading {
  readonly id: string
  readonly place: string
  readonly file: File
  readonly part: number
  readonly error: string | null
}

let all: readonly Uploading[] = []
const controllers = new Map<string, AbortController>()
const listeners = new Set<() => void>()

export function subscribeUploads(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function allUploads(): readonly Uploading[] {
  return all
}

export function placeOf(chatId: string, mode: Mode): string {
  return `${chatId}.${mode}`
}

export function startUpload(chatId: string, mode: Mode, file: File): void {
  const upload = { id: newId(), place: placeOf(chatId, mode), file, part: 0, error: null }
  set([...all, upload])
  void run(upload, chatId, mode)
}

/** One after the other, so that they keep their order. */
export async function startUploads(
  chatId: string,
  mode: Mode,
  files: readonly File[],
): Promise<void> {
  const uploads = files.map((file) => ({
    id: newId(),
    place: placeOf(chatId, mode),
    file,
    part: 0,
    error: null,
  }))
  set([...all, ...uploads])
  for (const upload of uploads) await run(upload, chatId, mode)
}

export function retryUpload(id: string, chatId: string, mode: Mode): void {
  const upload = all.find((other) => other.id === id)
  if (!upload) return
  change(id, { part: 0, error: null })
  void run(upload, chatId, mode)
}

export function cancelUpload(id: string): void {
  controllers.get(id)?.abort()
  set(all.filter((upload) => upload.id !== id))
}

async function run(upload: Uploading, chatId: string, mode: Mode): Promise<void> {
  const controller = new AbortController()
  controllers.set(upload.id, controller)
  try {
    const token = session.token() ?? (await session.refresh())
    const attachment = await uploadFile(upload.file, {
      token,
      signal: controller.signal,
      onProgress: (part) => change(upload.id, { part }),
    })
    set(all.filter((other) => other.id !== upload.id))
    const file: OutgoingFile = {
      id: attachment.id,
      kind: attachment.kind,
      mime: attachment.mime ?? upload.file.type,
      name: attachment.name ?? upload.file.name,
      bytes: attachment.bytes ?? upload.file.size,
      url: attachment.url,
    }
    const draft = drafts.get(chatId, mode)
    drafts.set(chatId, mode, { ...draft, files: [...draft.files, file] })
  } catch (error) {
    if (!controller.signal.aborted) change(upload.id, { error: errorText(toApiError(error)) })
  } finally {
    controllers.delete(upload.id)
  }
}

function change(id: string, patch: Partial<Uploading>): void {
  set(all.map((upload) => (upload.id === id ? { ...upload, ...patch } : upload)))
}

function set(next: readonly Uploading[]): void {
  all = next
  for (const listener of listeners) listener()
}
