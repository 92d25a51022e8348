/** The table of refusals: code, sentence, status. Everything else that a caller can get wrong is a row here. */
import createError from '@fastify/error'

const rows = {
  bad_request: ['The request is not valid', 400],
  bad_cursor: ['The cursor does not belong to this list', 400],
  unauthorized: ['Sign in first', 401],
  wrong_credentials: ['E-mail or password is wrong', 401],
  session_ended: ['The session has ended; sign in again', 401],
  forbidden: ['Your role does not allow this', 403],
  wrong_origin: ['The request comes from another site', 403],
  link_expired: ['The link has expired', 403],
  registration_closed: ['Registration needs an invitation', 403],
  not_found: ['There is no such thing here', 404],
  conflict: ['It exists already', 409],
  client_id_reused: ['This clientId belongs to another message', 409],
  standby: ['Another app has this chat; take it over first', 409],
  chat_moved_on: ['A colleague has answered since; review it before sending', 409],
  not_cancellable: ['The message is on its way already', 409],
  not_retryable: ['Only a failed or unknown message can be sent again', 409],
  too_large: ['It is larger than allowed', 413],
  unsupported_media_type: ['This type is not accepted', 415],
  window_closed: ['The window for free text is closed', 422],
  text_too_long: ['The text is longer than the channel allows', 422],
  unsupported: ['The channel cannot do this', 422],
  invalid: ['A value is not acceptable', 422],
  platform_refused: ['The platform refused this', 422],
  check_failed: ['The platform refused these credentials', 422],
  infected: ['The file holds malware', 422],
  unreadable_file: ['The file cannot be read', 422],
  last_admin: ['There must be an admin left', 422],
  quota: ['The storage quota is used up', 413],
  too_many_requests: ['Too many requests; wait a little', 429],
  busy: ['The server is busy; try again', 503],
} as const satisfies Record<string, readonly [string, number]>
export type RefusalCode = keyof typeof rows

export interface FieldFault {
  pointer: string
  message: string
}
/** A refusal as it is thrown: the error handler turns it into problem+json. */
export interface Refusal extends Error {
  code: string
  statusCode: number
  errors?: FieldFault[]
  extra?: Record<string, unknown>
  headers?: Record<string, string>
}

/** `throw refuse('window_closed', { detail, errors })`. `detail` is for the person; `extra` becomes members of the problem. */
export function refuse(
  code: RefusalCode,
  more: {
    detail?: string
    errors?: FieldFault[]
    extra?: Record<string, unknown>
    headers?: Record<string, string>
  } = {},
): Refusal {
  const [title, status] = rows[code]
  const RefusalError = createError(code, '%s', status)
  return Object.assign(new RefusalError(more.detail ?? title), {
    ...more,
    // the library would shout it
    code,
    name: 'Refusal',
  })
}

export function titleOf(code: string): string {
  return code in rows ? rows[code as RefusalCode][0] : code
}
