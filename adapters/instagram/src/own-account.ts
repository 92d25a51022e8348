import { asArray, asObject, type JsonObject } from '@parley/adapter-meta'

export const ownFields = 'id,user_id,username,name,account_type,profile_picture_url'

/** The answer about oneself; some accounts get it wrapped in `data`. */
export function accountIn(json: JsonObject): JsonObject {
  const [first] = asArray(json['data'])
  return first === undefined ? json : asObject(first)
}
