/** Where a person came from: an ad, a link, a shop product. */
import type { Json, Referral } from '@parley/core/adapter'

import { asId, asObject, asText, asWebUrl, isObject, type JsonObject, present } from './json.ts'

export function referralOf(value: unknown): Referral | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return undefined
  const ad = asObject(value['ads_context_data'])
  const detail = { ...ad, ...asObject(value['product']) } as Readonly<Record<string, Json>>
  return {
    source: asText(value['source']) ?? asText(value['type']) ?? 'unknown',
    ...present({
      ref: asText(value['ref']),
      adId: asId(value['ad_id']),
      url: asWebUrl(value['referer_uri']),
      headline: asText(ad['ad_title']),
      imageUrl: asWebUrl(ad['photo_url']),
      detail: Object.keys(detail).length > 0 ? detail : undefined,
    }),
  }
}

/** The line that an agent reads in the thread. */
export function referralLine(value: JsonObject): string {
  const { source, ref, headline, url } = referralOf(value) ?? { source: 'unknown' }
  const way = ways.get(source) ?? `Came by ${source.toLowerCase()}`
  const name = headline ?? ref ?? url
  return name ? `${way}: ${name}` : way
}

const ways: ReadonlyMap<string, string> = new Map([
  ['ADS', 'Came from an ad'],
  ['SHORTLINK', 'Opened the chat with a link'],
  ['CUSTOMER_CHAT_PLUGIN', 'Opened the chat on the website'],
  ['MESSENGER_CODE', 'Scanned a code'],
  ['DISCOVER_TAB', 'Came from Discover'],
  ['unknown', 'Came to the chat'],
])
