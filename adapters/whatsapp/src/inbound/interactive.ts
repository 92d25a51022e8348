import { asObject, asText, type JsonObject } from '@parley/adapter-meta'
import { type Content, type Json, losslessJson } from '@parley/core/adapter'

/** A tap on a button or a list row, a form that was filled in, an answer about calls; or what the business itself sent from its phone. */
export function interactiveContent(message: JsonObject): Content | undefined {
  const interactive = asObject(message['interactive'])
  const type = asText(interactive['type']) ?? ''
  const read = readers.get(type)
  if (read) return read(asObject(interactive[type]))
  const body = asText(asObject(interactive['body'])['text'])
  if (body !== undefined) return { kind: 'interactive', title: body }
  return type ? { kind: 'unsupported', nativeType: `interactive.${type.slice(0, 64)}` } : undefined
}

const readers = new Map<string, (reply: JsonObject) => Content | undefined>([
  ['button_reply', chosen],
  ['list_reply', chosen],
  ['nfm_reply', filledForm],
  ['call_permission_reply', callPermission],
])

function chosen(reply: JsonObject): Content | undefined {
  const payload = asText(reply['id'])
  const title = asText(reply['title']) ?? payload
  const description = asText(reply['description'])
  if (title === undefined) return undefined
  return {
    kind: 'interactive',
    title,
    ...(payload && { payload }),
    ...(description && { description }),
  }
}

/** `response_json` is text, and what it holds need not be an object. */
function filledForm(reply: JsonObject): Content | undefined {
  const payload = asText(reply['response_json'])
  const title = asText(reply['body']) ?? asText(reply['name'])
  if (payload === undefined && title === undefined) return undefined
  const form = payload === undefined ? undefined : parsedForm(payload)
  return {
    kind: 'interactive',
    title: title ?? 'Form',
    ...(payload && { payload }),
    ...(form !== undefined && { form }),
  }
}

function parsedForm(text: string): Json | undefined {
  try {
    return losslessJson(text) as Json
  } catch {
    return undefined
  }
}

function callPermission(reply: JsonObject): Content | undefined {
  const payload = asText(reply['response'])
  if (payload === undefined) return undefined
  const title = payload === 'accept' ? 'May be called' : 'May not be called'
  return { kind: 'interactive', title, payload }
}
