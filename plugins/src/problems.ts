/** Every error leaves as problem+json (RFC 9457): a code and a field, never what was sent. */
import type { Socket } from 'node:net'

import { type Refusal, type RefusalCode, refuse, titleOf } from '@parley/core'
import type { FieldFault } from '@parley/core'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

type Thrown = FastifyError & Partial<Refusal> & { detail?: string }

export function answerProblem(error: Thrown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error, request)
  if (!refusal) {
    request.log.error({ err: error }, 'a request failed')
    return send(reply, request, { code: 'internal', status: 500, title: 'It broke on our side' })
  }
  for (const [name, value] of Object.entries(refusal.headers ?? {})) reply.header(name, value)
  if (refusal.statusCode === 401) reply.header('www-authenticate', 'Bearer')
  const { code, statusCode: status, errors, extra, message: detail } = refusal
  send(reply, request, { ...extra, code, status, detail, ...(errors && { errors }) })
}

/** A bug of ours, and not something that the caller or the moment brought about. */
export function isBug(error: Error, request: FastifyRequest): boolean {
  return refusalOf(error as Thrown, request) === undefined
}

export function sendNotFound(request: FastifyRequest, reply: FastifyReply): void {
  answerProblem(refuse('not_found'), request, reply)
}

function send(
  reply: FastifyReply,
  request: FastifyRequest,
  problem: { code: string; status: number; title?: string; detail?: string },
): void {
  const title = problem.title ?? titleOf(problem.code)
  const body = {
    type: `urn:parley:problem:${problem.code}`,
    ...problem,
    title,
    detail: problem.detail ?? title,
    requestId: request.id,
  }
  reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((value: unknown) => JSON.stringify(value))
    .send(body)
}

/** Undefined for a bug of ours. */
function refusalOf(error: Thrown, request: FastifyRequest): Refusal | undefined {
  if (error.name === 'Refusal') return error as Refusal
  if (error.validation) return refuse('bad_request', { errors: error.validation.map(faultOf) })
  const known = codeOf(error, request)
  if (known) return known
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500
    ? Object.assign(refuse('bad_request'), { statusCode: status })
    : undefined
}

function codeOf(error: Thrown, request: FastifyRequest): Refusal | undefined {
  const code = error.code ?? ''
  if (/^FA?ST_JWT_/.test(code)) return refuse('unauthorized')
  if (code === 'FST_ERR_HANDLER_TIMEOUT') return late(request)
  if (isDatabaseAway(error)) return refuse('busy', { headers: { 'retry-after': '5' } })
  // JSON may hold a NUL; the database keeps none
  if (code === '22021' || code === '22P05')
    return refuse('bad_request', { detail: 'A text holds a character that cannot be kept' })
  // the multipart reader throws these two without a code
  if (/^(Multipart: |Unexpected end of (multipart|form))/.test(error.message))
    return refuse('bad_request', { detail: 'The multipart body is not whole' })
  const row = codes[code]
  return row && refuse(row)
}

const codes: Record<string, RefusalCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_REQ_FILE_TOO_LARGE: 'too_large',
  FST_FILES_LIMIT: 'too_large',
  FST_PARTS_LIMIT: 'too_large',
  FST_FIELDS_LIMIT: 'too_large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_UNDER_PRESSURE: 'busy',
}

// the body did not come in time, or we did not answer in time
function late(request: FastifyRequest): Refusal {
  const headers = { connection: 'close', 'retry-after': '5' }
  if (request.raw.complete) return refuse('busy', { headers })
  return Object.assign(refuse('bad_request', { detail: 'The body came too slowly', headers }), {
    statusCode: 408,
  })
}

const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'])
/** Connection lost (08), out of resources (53), shutting down (57P), or no free connection in time. */
export function isDatabaseAway(error: {
  code?: unknown
  message?: string
  cause?: unknown
}): boolean {
  const code = typeof error.code === 'string' ? error.code : ''
  if (/^(08|53|57P)/.test(code)) return true
  if (awayCodes.has(code) && 'syscall' in error) return true
  return /timeout exceeded when trying to connect|Connection terminated/.test(error.message ?? '')
}

interface AjvFault {
  instancePath?: string
  keyword?: string
  params?: Record<string, unknown>
  message?: string
}
/** The field by JSON pointer. The name of a property that nobody asked for is repeated only when it is a plain word. */
function faultOf({
  instancePath = '',
  keyword,
  params,
  message = 'is not valid',
}: AjvFault): FieldFault {
  const name =
    keyword === 'required'
      ? params?.['missingProperty']
      : keyword === 'additionalProperties'
        ? params?.['additionalProperty']
        : undefined
  const isPlain = typeof name === 'string' && /^[\w.-]{1,64}$/.test(name)
  return { pointer: isPlain ? `${instancePath}/${name}` : instancePath, message }
}

/** What the HTTP parser refuses never becomes a request: answered on the bare socket. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, title] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'Request Timeout']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'Request Header Fields Too Large']
        : [400, 'Bad Request']
  const body = JSON.stringify({
    type: 'urn:parley:problem:bad_request',
    title,
    status,
    code: 'bad_request',
    detail: title,
    requestId: '',
  })
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\ncontent-type: application/problem+json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  )
}
