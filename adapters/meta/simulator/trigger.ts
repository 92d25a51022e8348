/** Stateless judging refuses on a word in the request, so that a suite can ask for any error. */
import { GraphError } from './graph-error.ts'

/** `#131047` or `#10/2018278` in a text is refused with that code; `#429` and `#5xx` are the bare HTTP kind. */
export function refuseOnTrigger(text: string, throttleCode: number): void {
  const found = /#(\d{1,7})(?:\/(\d+))?(?!\d)/.exec(text)
  if (!found) return
  const code = Number(found[1])
  if (code === 429) throw new GraphError({ code: throttleCode, status: 429 })
  if (code >= 500 && code < 600) throw new EdgeError(code)
  throw new GraphError({ code, ...(found[2] && { subcode: Number(found[2]) }) })
}

/** A failure in front of the API: HTML, no Graph error in it. */
export class EdgeError extends Error {
  override name = 'EdgeError'
  readonly status: number
  constructor(status: number) {
    super(`edge ${status}`)
    this.status = status
  }
}

/** Tokens whose text says so are dead. */
export function refuseDeadToken(token: string | undefined): void {
  if (!token)
    throw new GraphError({
      code: 2500,
      message: 'An active access token must be used to query information about the current user.',
    })
  if (token.includes('expired')) throw new GraphError({ code: 190, subcode: 463 })
  if (token.includes('revoked')) throw new GraphError({ code: 190, subcode: 460 })
  if (token.includes('invalid')) throw new GraphError({ code: 190 })
}
