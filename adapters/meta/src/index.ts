/** What the channels of Meta share. */
export { type MetaApp, metaApp } from './app.ts'
export { metaCallbacks } from './callbacks.ts'
export { classifyMeta, failureOfCode, usageOf } from './errors.ts'
export { envelope, type Fragment, hashOf, timeOf } from './fragment.ts'
export { graph, type GraphAnswer, graphList, type GraphRequest, graphUrl } from './graph.ts'
export {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  asTimeMs,
  asWebUrl,
  contentHash,
  isObject,
  type JsonObject,
  present,
} from './json.ts'
export { parseMessaging, type ReadChange } from './messaging.ts'
export {
  exchangeCode,
  exchangeInstagramCode,
  extendInstagramToken,
  extendToken,
  facebookLoginUrl,
  inspectToken,
  instagramLoginUrl,
  type LoginPage,
  refreshInstagramToken,
  type Token,
  type TokenAnswer,
  type TokenFacts,
} from './oauth.ts'
export { claimsObject, metaHandshake, verifyMeta } from './webhook.ts'
