import type { CallContext, Failure, TemplateContext } from '@parley/core/adapter'

import type { MetaApp } from '../app.ts'
import { classifyMeta } from '../errors.ts'
import { graph, graphUrl } from '../graph.ts'
import { asId, asObject, asText } from '../json.ts'

export type Sampled = { readonly handle: string } | { readonly failure: Failure }

/** Hands an example file to Meta's resumable upload, which gives the handle that a template's header wants. https://developers.facebook.com/docs/graph-api/guides/upload */
export async function uploadSample(
  address: string,
  token: string,
  context: TemplateContext<MetaApp>,
): Promise<Sampled> {
  const { appId } = context.app
  if (!appId) return { failure: { ...noApp, message: 'META_APP_ID is not set' } }
  try {
    const file = await (address.startsWith('https://') ? fetched : uploaded)(address, context)
    if ('failure' in file) return file
    const { bytes, mime } = file
    const query = { file_length: String(bytes.length), file_type: mime, file_name: 'sample' }
    const session = await graph({ method: 'POST', path: `${appId}/uploads`, query, token }, context)
    if (!session.ok) return session
    return await putBytes(bytes, { path: asId(session.json['id']) ?? '', token }, context)
  } catch (thrown) {
    return { failure: classifyMeta({ thrown }) }
  }
}

type Opened =
  | { readonly bytes: Uint8Array<ArrayBuffer>; readonly mime: string }
  | { readonly failure: Failure }

async function fetched(address: string, context: TemplateContext<MetaApp>): Promise<Opened> {
  const file = await context.http(address, { signal: context.signal })
  if (!file.ok) return { failure: unreachable(`${address} answered ${file.status}`) }
  const mime = file.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream'
  return { bytes: new Uint8Array(await file.arrayBuffer()), mime }
}

async function uploaded(id: string, context: TemplateContext<MetaApp>): Promise<Opened> {
  return (await context.openUpload(id)) ?? { failure: unreachable(`there is no upload ${id}`) }
}

async function putBytes(
  body: Uint8Array<ArrayBuffer>,
  { path, token }: { path: string; token: string },
  context: CallContext<MetaApp>,
): Promise<Sampled> {
  const answer = await context.http(graphUrl({ path }, context.app), {
    method: 'POST',
    signal: context.signal,
    // this one endpoint wants another word than Bearer
    headers: { authorization: `OAuth ${token}`, file_offset: '0' },
    body,
  })
  const text = await answer.text()
  const headers = Object.fromEntries(answer.headers)
  if (!answer.ok) return { failure: classifyMeta({ status: answer.status, headers, body: text }) }
  const handle = asText(asObject(JSON.parse(text))['h'])
  return handle ? { handle } : { failure: unreachable('the upload was answered without a handle') }
}

const noApp = {
  kind: 'config',
  retry: 'after_fix',
  scope: 'app',
  certain: true,
  userMessage: 'A header with a file needs the Meta app’s ID in the settings.',
} as const

function unreachable(message: string): Failure {
  return {
    kind: 'media',
    retry: 'no',
    scope: 'message',
    certain: true,
    message,
    userMessage: 'The sample file could not be read. Its address must be public.',
  }
}
