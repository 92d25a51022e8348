/** What a command of the command line is, and how lists look in a terminal. */
import type { Kernel } from '@parley/core'

export interface Given {
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
}
export interface Result {
  readonly data: unknown
  readonly text: string
}
export interface Command {
  readonly usage: string
  readonly does: string
  readonly options?: Readonly<Record<string, { type: 'string' | 'boolean' }>>
  run(kernel: Kernel, given: Given): Promise<Result>
}
export class UsageError extends Error {
  override name = 'UsageError'
}

export function textOption({ options }: Given, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export function needed(value: string | undefined, what: string): string {
  if (!value) throw new UsageError(`${what} is missing`)
  return value
}

/** Columns under their names; a control character in a value never reaches the terminal. */
export function table(rows: readonly object[], columns: readonly string[]): Result {
  const cells = rows.map((row) =>
    columns.map((column) => cell((row as Record<string, unknown>)[column])),
  )
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...cells.map((each) => each[i]!.length)),
  )
  const lines = [[...columns], ...cells].map((each) =>
    each
      .map((text, i) => text.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
  return { data: rows, text: rows.length === 0 ? 'none' : lines.join('\n') }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 60)
}
