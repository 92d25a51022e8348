import { type SubmitEvent, useState } from 'react'

import type { ApiError } from '../api.ts'
import { toApiError } from '../client.ts'
import { answerOf, faultsOf } from './answer.ts'
import { faultTexts } from './fault-text.ts'
import type { FormSchema, FormValue } from './schema.ts'

export interface FormPart {
  readonly schema: FormSchema
  /** Where the server finds this part in the body: `/config`. */
  readonly pointer: string
  readonly initial: FormValue
}
export interface SchemaForm {
  readonly values: readonly FormValue[]
  readonly setValue: (part: number, value: FormValue) => void
  /** Under the fields, in words, by JSON pointer. */
  readonly errors: Readonly<Record<string, string>>
  readonly error: ApiError | null
  readonly isBusy: boolean
  readonly submit: (event: SubmitEvent) => void
}

/** A form of one or more schemas: checked here first, then by the server, whose answer lands at the fields. */
export function useSchemaForm(
  parts: readonly FormPart[],
  send: (answers: readonly FormValue[]) => Promise<void>,
): SchemaForm {
  const [values, setValues] = useState(() => parts.map((part) => part.initial))
  const [isTried, setIsTried] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<ApiError | null>(null)
  const faults = Object.assign(
    {},
    ...parts.map(({ schema, pointer }, at) => faultsOf(schema, values[at] ?? {}, pointer)),
  ) as ReturnType<typeof faultsOf>
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    setIsTried(true)
    setError(null)
    if (isBusy || Object.keys(faults).length > 0) return
    setIsBusy(true)
    send(parts.map(({ schema }, at) => answerOf(schema, values[at] ?? {})))
      .catch((cause: unknown) => setError(toApiError(cause)))
      .finally(() => setIsBusy(false))
  }
  return {
    values,
    setValue: (part, value) => setValues((before) => before.with(part, value)),
    errors: { ...error?.fields, ...(isTried ? faultTexts(faults) : {}) },
    error,
    isBusy,
    submit,
  }
}
