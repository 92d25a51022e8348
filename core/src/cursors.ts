/** Page cursors: a position in one list, sealed with that list, its filters and its reader. */
import type { Config } from './config.ts'
import { isEqual, sign } from './crypto.ts'
import { refuse } from './errors.ts'

type Secret = Pick<Config, 'sessionSecret'>
/** What a cursor belongs to; anything else in it makes it another list. */
export type Scope = readonly unknown[]

export function sealCursor(config: Secret, scope: Scope, position: readonly unknown[]): string {
  const body = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${body}.${signatureOf(config, scope, body)}`
}

/** Throws `bad_cursor` for one of another list, or one that was not made here. */
export function openCursor(config: Secret, scope: Scope, cursor: string): unknown[] {
  const [body = '', signature = ''] = cursor.split('.')
  if (!isEqual(signature, signatureOf(config, scope, body))) throw refuse('bad_cursor')
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as unknown[]
}

/** The page of a list that was read with one row more than asked for. */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { toItem, toCursor }: { toItem: (row: Row) => Item; toCursor: (row: Row) => string },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = last !== undefined && rows.length > limit ? toCursor(last) : null
  return { items: shown.map((row) => toItem(row)), nextCursor }
}

function signatureOf({ sessionSecret }: Secret, scope: Scope, body: string): string {
  return sign(`cursor|${JSON.stringify(scope)}|${body}`, sessionSecret)
}
