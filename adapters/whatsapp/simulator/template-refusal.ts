import { GraphError } from '@parley/adapter-meta/simulator'

/** Why a template is not even taken into review. */
export function refused(subcode: number, what: string): GraphError {
  return new GraphError({
    code: 100,
    subcode,
    message: '(#100) Invalid parameter',
    userTitle: 'The template is not valid',
    userMessage: what,
  })
}
