import {
  asId,
  asObject,
  asText,
  graphList,
  type JsonObject,
  type MetaApp,
} from '@parley/adapter-meta'
import type { CallContext, Failure } from '@parley/core/adapter'

/** A phone number of a business account, as plain JSON: it is kept in the state of a flow. */
export type PhoneNumber = {
  readonly id: string
  readonly account: string
  readonly phone: string
  readonly name: string
  readonly isRegistered: boolean
  readonly isOnBusinessApp: boolean
}

export async function listNumbers(
  account: string,
  token: string,
  context: CallContext<MetaApp>,
): Promise<{ readonly numbers: readonly PhoneNumber[]; readonly failure?: Failure }> {
  const query = {
    fields: 'id,display_phone_number,verified_name,status,platform_type,is_on_biz_app',
  }
  const path = `${encodeURIComponent(account)}/phone_numbers`
  const { rows, failure } = await graphList({ path, query, token }, context)
  const numbers = rows.map((row) => readNumber(row, account)).filter(({ id }) => id !== '')
  return { numbers, ...(failure && { failure }) }
}

export function readNumber(row: JsonObject, account: string): PhoneNumber {
  return {
    id: asId(row['id']) ?? '',
    account,
    phone: asText(row['display_phone_number']) ?? '',
    name: asText(row['verified_name']) ?? '',
    isRegistered: isRegistered(row),
    isOnBusinessApp: row['is_on_biz_app'] === true,
  }
}

/** Unless Meta says that it still needs its two-step PIN. */
export function isRegistered(row: JsonObject): boolean {
  const platform = asText(row['platform_type']) ?? 'CLOUD_API'
  const status = asText(row['status']) ?? 'CONNECTED'
  return platform === 'CLOUD_API' && !['PENDING', 'DISCONNECTED', 'UNVERIFIED'].includes(status)
}

/** Out of the state of a flow. */
export function numbersIn(value: unknown): PhoneNumber[] {
  if (!Array.isArray(value)) return []
  return value.map(asObject).map((each) => ({
    id: asId(each['id']) ?? '',
    account: asId(each['account']) ?? '',
    phone: asText(each['phone']) ?? '',
    name: asText(each['name']) ?? '',
    isRegistered: each['isRegistered'] === true,
    isOnBusinessApp: each['isOnBusinessApp'] === true,
  }))
}
