/** Uploads one file with progress; fetch cannot report how much has gone out. */
import type { Attachment } from '@parley/core/schemas'

import { networkError, problemError } from './api.ts'

export interface UploadOptions {
  readonly token: string | null
  readonly signal: AbortSignal
  /** From 0 to 1. */
  onProgress(part: number): void
}

export function uploadFile(file: File, options: UploadOptions): Promise<Attachment> {
  const { promise, resolve, reject } = Promise.withResolvers<Attachment>()
  const request = new XMLHttpRequest()
  request.open('POST', '/api/uploads')
  if (options.token) request.setRequestHeader('authorization', `Bearer ${options.token}`)
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) options.onProgress(event.loaded / event.total)
  })
  request.addEventListener('load', () => {
    if (request.status === 201) resolve(JSON.parse(request.responseText) as Attachment)
    else reject(problemError(request.status, request.responseText))
  })
  request.addEventListener('error', () => reject(networkError()))
  request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')))
  options.signal.addEventListener('abort', () => request.abort())
  const form = new FormData()
  form.append('file', file, file.name)
  request.send(form)
  return promise
}
