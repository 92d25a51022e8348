/** A request to the Graph API, taken apart. */
import type { Headers } from '@parley/core/adapter'

import { GraphError } from './graph-error.ts'
import { readMultipart } from './multipart.ts'
import type { GraphCall, UploadedFile } from './part.ts'

interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
}

export function readCall(request: Request & { readonly body: Uint8Array }): GraphCall {
  const type = lowerCased(request.headers)['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data'))
    return callOf(request, fieldsOf(new TextDecoder().decode(request.body), type), {})
  const { fields, files } = readMultipart(request.body, type)
  return callOf(request, formFields(fields), files)
}

function fieldsOf(body: string, type: string): Record<string, unknown> {
  if (body === '') return {}
  if (type.includes('application/x-www-form-urlencoded'))
    return formFields([...new URLSearchParams(body)])
  const parsed = parseJson(body)
  if (parsed && typeof parsed === 'object' && !Array.isArray(parsed))
    return parsed as Record<string, unknown>
  if (type.includes('json'))
    throw new GraphError({ code: 100, message: '(#100) The request body is not a JSON object' })
  return formFields([...new URLSearchParams(body)])
}

function formFields(form: readonly (readonly [string, string])[]): Record<string, unknown> {
  return Object.fromEntries(form.map(([name, value]) => [name, readField(value)]))
}

// Graph takes nested values in forms and queries as JSON text; ids stay text
function readField(value: string): unknown {
  return /^[[{]/.test(value) || value === 'true' || value === 'false'
    ? (parseJson(value) ?? value)
    : value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function callOf(
  { method, url, headers }: Request,
  fields: Record<string, unknown>,
  files: Record<string, UploadedFile>,
): GraphCall {
  const params = { ...formFields([...url.searchParams]), ...fields }
  const bearer = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(lowerCased(headers)['authorization'] ?? '')?.[1]
  const { access_token: plain, appsecret_proof: proof, ...rest } = params
  const token = bearer ?? (typeof plain === 'string' ? plain : undefined)
  const { version, path } = splitPath(url.pathname)
  const isInstagramHost =
    url.hostname === 'graph.instagram.com' || url.hostname === 'api.instagram.com'
  return {
    method: method.toUpperCase(),
    version,
    path,
    params: rest,
    files,
    ...(token !== undefined && { token }),
    ...(typeof proof === 'string' && { proof }),
    ...(isInstagramHost && { isInstagramHost }),
  }
}

function splitPath(pathname: string): { version: string; path: string[] } {
  const parts = pathname.split('/').filter(Boolean).map(decoded)
  const version = parts.findIndex((part) => /^v\d+\.\d+$/.test(part))
  if (version >= 0) return { version: parts[version] ?? '', path: parts.slice(version + 1) }
  // the login hosts take codes without a version, and without the mount of the Graph API
  const mount = Math.max(parts.lastIndexOf('graph'), parts.lastIndexOf('oauth') - 1)
  return { version: '', path: parts.slice(mount + 1) }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function lowerCased(headers: Headers): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
}
