import { asId, asObject, asText, asWebUrl, type JsonObject, present } from '@parley/adapter-meta'
import type { Json, Referral } from '@parley/core/adapter'

/** Where a chat came from: an ad or a post that was clicked, or the product that a message asks about. */
export function referralOf(message: JsonObject): Referral | undefined {
  const clicked = asObject(message['referral'])
  if (Object.keys(clicked).length > 0) return clickedReferral(clicked)
  const product = asObject(asObject(message['context'])['referred_product'])
  const ref = asId(product['product_retailer_id'])
  if (ref === undefined) return undefined
  return { source: 'product', ref, detail: present({ catalogId: asId(product['catalog_id']) }) }
}

function clickedReferral(clicked: JsonObject): Referral {
  const source = asText(clicked['source_type']) ?? 'unknown'
  const sourceId = asId(clicked['source_id'])
  const click = asText(clicked['ctwa_clid'])
  return {
    source,
    detail: clicked as Json,
    ...present({
      ref: source === 'ad' ? click : sourceId,
      adId: source === 'ad' ? sourceId : undefined,
      url: asWebUrl(clicked['source_url']),
      headline: asText(clicked['headline']),
      body: asText(clicked['body']),
      imageUrl: asWebUrl(clicked['image_url']) ?? asWebUrl(clicked['thumbnail_url']),
    }),
  }
}
