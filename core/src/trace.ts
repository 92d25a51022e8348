/** One piece of work, as a trace shows it. Never a value of a statement, a query string or a text of a person. */
export interface Span {
  readonly name: string
  readonly attributes?: SpanAttributes
  /** Work for another server: the database, a platform. */
  readonly isCall?: boolean
  /** Only as a part of something: polling by itself would fill a trace with nothing. */
  readonly isPart?: boolean
  /** Done for many at once: part of no single request. */
  readonly isShared?: boolean
}
export type SpanAttributes = Record<string, string | number>
/** Does the work. What it `notes` is added to its span. */
export type Trace = <T>(
  span: Span,
  work: (note: (attributes: SpanAttributes) => void) => Promise<T>,
) => Promise<T>

/** Nobody watches. */
export function noTrace<T>(_span: Span, work: Parameters<Trace>[1]): Promise<T> {
  return work(() => undefined) as Promise<T>
}
