import { refuse } from '@parley/core'
import { parse } from 'secure-json-parse'

const maxDepth = 32
const maxNodes = 10_000

/** The JSON parser of every route: keys that reach a prototype are refused, and so is what would be costly to walk. */
export function parseJson(
  _request: unknown,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
): void {
  try {
    const value: unknown = parse(String(body), { protoAction: 'error', constructorAction: 'error' })
    if (isTooDeep(value)) throw new RangeError('too deep')
    done(null, value)
  } catch {
    done(refuse('bad_request', { detail: 'The body is not JSON, or it is nested too deeply' }))
  }
}

/** Level by level, not by recursion: deep input must not overflow the stack. */
export function isTooDeep(value: unknown): boolean {
  let level = [value]
  let nodes = 0
  for (let depth = 0; level.length > 0; depth++) {
    nodes += level.length
    if (depth > maxDepth || nodes > maxNodes) return true
    level = level.flatMap((each) =>
      typeof each === 'object' && each !== null ? (Object.values(each) as unknown[]) : [],
    )
  }
  return false
}
