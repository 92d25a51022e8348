/** What the channels of Meta share. */
export { type MetaApp, metaApp } from './app.ts'
export { metaCallbacks } from './callbacks.ts'
export { chosenIn, codeIn, failed, type FlowState, lackOf, stateOf } from './connecting.ts'
export { allowanceOf, classifyMeta, failureOfCode, usageOf } from './errors.ts'
export { messagingFault } from './fault.ts'
export { envelope, type Fragment, hashOf, timeOf } from './fragment.ts'
export { graph, type GraphAnswer, graphList, type GraphRequest, graphUrl } from './graph.ts'
export { checkAccount, type Probe } from './health.ts'
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
export { mediaByUrl, mediaHosts } from './media.ts'
export { isEmpty, parseMessaging, type ReadChange } from './messaging.ts'
export {
  exchangeCode,
  exchangeInstagramCode,
  expiryIn,
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
export { beginPageLogin, continuePageLogin, type PageLogin } from './page-login.ts'
export { listPages, type Page, subscribePage } from './pages.ts'
export { readPast } from './past.ts'
export type { MessagingContext, OwnStep, Route } from './route.ts'
export { sendMessaging } from './send-message.ts'
export { claimsObject, metaHandshake, verifyMeta } from './webhook.ts'
export {
  bodyPart,
  buttonsPart,
  footerPart,
  formatOf,
  mediaHeader,
  textHeader,
  type Words,
} from './templates/components.ts'
export {
  buttonForm,
  type DraftButton,
  examplesForm,
  naming,
  oneOf,
  placed,
  sampleForm,
} from './templates/form.ts'
export { buttonsIn, cardsIn, isCode, readTemplate } from './templates/reading.ts'
export { type Sampled, uploadSample } from './templates/sample.ts'
