/** Refusals of the Graph API: codes, subcodes and the body that carries them. */
import type { PlatformResponse } from '@parley/core/adapter'

import { idOf } from './ids.ts'
import { textOf } from './text.ts'
import { wireText } from './wire.ts'

export interface GraphFault {
  readonly code: number
  readonly subcode?: number
  readonly message?: string
  /** WhatsApp: becomes `error_data.details`. */
  readonly details?: string
  readonly status?: number
  readonly type?: string
  readonly isTransient?: boolean
  readonly userTitle?: string
  readonly userMessage?: string
}

/** Thrown by an endpoint; answered as Meta would. */
export class GraphError extends Error {
  override name = 'GraphError'
  readonly fault: GraphFault
  constructor(fault: GraphFault) {
    super(fault.message ?? messageOf(fault))
    this.fault = fault
  }
}

export function errorAnswer(error: GraphError, seed: string): PlatformResponse {
  const { fault } = error
  const status = fault.status ?? statusOf(fault.code)
  const body = {
    error: {
      message: error.message,
      type: fault.type ?? 'OAuthException',
      code: fault.code,
      ...(fault.subcode !== undefined && { error_subcode: fault.subcode }),
      ...(fault.isTransient !== undefined && { is_transient: fault.isTransient }),
      ...(fault.userTitle && { error_user_title: fault.userTitle }),
      ...(fault.userMessage && { error_user_msg: fault.userMessage }),
      ...(fault.details && {
        error_data: { messaging_product: 'whatsapp', details: fault.details },
      }),
      fbtrace_id: idOf('trace', seed),
    },
  }
  return { status, headers: errorHeaders(fault), body: wireText(body) }
}

function errorHeaders(fault: GraphFault): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=UTF-8' }
  if (fault.code === 190 || fault.code === 102)
    headers['www-authenticate'] =
      'OAuth "Facebook Platform" "invalid_token" "The access token is not valid"'
  if (throttles.has(fault.code)) headers['retry-after'] = '1'
  return headers
}

const throttles = new Set([4, 17, 32, 613, 80001, 80002, 80006, 80007, 80008, 130429, 131056])

// most refusals are 400, whatever they mean; these are not
const statuses: Record<number, number> = {
  1: 500,
  2: 503,
  190: 401,
  102: 401,
  131000: 500,
  131016: 503,
  133004: 503,
  131042: 400,
  130429: 429,
  80007: 429,
  131048: 429,
  131056: 429,
}

function statusOf(code: number): number {
  if (code === 10 || (code >= 200 && code < 300) || code === 131005 || code === 368) return 403
  return statuses[code] ?? 400
}

/** What the platform says in English for a code, or for a code with a subcode. */
function messageOf(fault: GraphFault): string {
  const text = messages[`${fault.code}/${fault.subcode}`] ?? messages[textOf(fault.code)]
  return `(#${fault.code}) ${text ?? 'The request could not be completed'}`
}

const messages: Record<string, string> = {
  0: 'The app user could not be authenticated',
  1: 'An unknown error occurred',
  2: 'The service is not available for the moment',
  3: 'The app does not have this capability',
  4: 'The limit of requests of this app is reached',
  10: 'The app lacks the permission for this action',
  '10/2018278': 'The message is sent outside of the allowed window',
  '10/2534022': 'The message is sent outside of the allowed window',
  '10/1893063': 'This Page may not send messages for the moment',
  17: 'The limit of requests of this user is reached',
  32: 'The limit of requests of this Page is reached',
  33: 'The number has been deleted',
  100: 'Invalid parameter',
  '100/33': 'The object does not exist, or its permissions do not allow this',
  '100/2018001': 'No matching user found',
  '100/2534014': 'The requested user cannot be found',
  '100/2534037': 'This app does not control the thread',
  '100/2018047': 'The upload failed: its type does not fit',
  190: 'The access token is not valid',
  '190/458': 'The user has removed the app',
  '190/460': 'The session is not valid: the password has changed or the user signed out',
  '190/463': 'The access token has expired',
  '190/467': 'The access token is not valid any more',
  200: 'The permission for this action is missing',
  230: 'User consent is required to read the profile',
  368: 'Blocked for violating the terms',
  551: 'This person is not available now',
  613: 'Calls to this API have exceeded the rate limit',
  1200: 'A temporary error occurred',
  1545041: 'This person is not receiving messages from you now',
  80001: 'Too many calls to this Page',
  80002: 'Too many calls to this Instagram account',
  80006: 'Too many messages from this Page',
  80007: 'The rate limit of the business account is reached',
  80008: 'The rate limit of the business account is reached',
  130429: 'Rate limit hit',
  130472: "The recipient's number is part of an experiment",
  130497: 'The business may not message people of this country',
  131000: 'Something went wrong',
  131005: 'Access denied',
  131008: 'A required parameter is missing',
  131009: 'A parameter value is not valid',
  131016: 'The service is unavailable',
  131021: 'The recipient cannot be the sender',
  131026: 'The message cannot be delivered',
  131030: 'The recipient is not in the list of allowed numbers',
  131031: 'The account has been locked',
  131037: 'The display name of the number needs approval',
  131042: 'There is a problem with the payment method',
  131045: 'The number is not registered properly',
  131047: 'More than 24 hours have passed since the recipient last replied',
  131048: 'The spam rate limit is hit',
  131049: 'Not delivered, to keep the ecosystem healthy',
  131050: 'The recipient has stopped marketing messages',
  131051: 'The message type is not supported',
  131052: 'The media could not be downloaded',
  131053: 'The media could not be uploaded',
  131056: 'Too many messages between this pair of numbers',
  131057: 'The account is in maintenance mode',
  132000: 'The number of parameters does not match the template',
  132001: 'The template does not exist in this language',
  132005: 'The filled text of the template is too long',
  132007: 'The template violates the policy for formatting',
  132012: 'A parameter does not fit the format in the template',
  132015: 'The template is paused',
  132016: 'The template is disabled',
  133000: 'The last deregistration is not complete',
  133005: 'The two-step PIN does not match',
  133006: 'The number needs to be verified before registering',
  133008: 'Too many guesses of the two-step PIN',
  133010: 'The number is not registered',
  133015: 'The number was deleted only a short time ago',
  133016: 'Too many attempts to register this number',
  2593107: 'The synchronisation has been asked for already',
  2593108: 'The time for the synchronisation has passed',
  2593109: 'The business has declined to share its history',
}
