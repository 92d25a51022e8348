import type { ApiError } from '../../../api.ts'
import { errorText } from '../../../error-text.ts'
import { otherErrors } from '../../../forms/fault-text.ts'
import { type CheckList, Checks } from './checks.tsx'

import css from './connections.module.css'

/** What no field can say: the refusal itself, faults of no field, or the checks that failed. */
export function FormProblem({
  error,
  pointers,
}: {
  readonly error: ApiError | null
  readonly pointers: readonly string[]
}) {
  const checks = error && checksOf(error)
  const others = error && !checks ? otherErrors(error, pointers) : []
  return (
    <div role="alert" className={css.error}>
      {error && <p>{errorText(error)}</p>}
      {checks && <Checks checks={checks} />}
      {others.length > 0 && (
        <ul>
          {others.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

export function checksOf(error: ApiError): CheckList | null {
  const { checks } = error.problem as { checks?: CheckList }
  return error.code === 'check_failed' && checks ? checks : null
}
