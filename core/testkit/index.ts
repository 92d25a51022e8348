/** Tools for the tests of adapters and of whoever uses one. */
export { conformance, rules, type Rule, type T } from './conformance.ts'
export { deliveryOf, fixturesIn, requestFrom } from './deliver.ts'
export {
  answeringHttp,
  recordedHttp,
  type RecordedHttp,
  simulatedHttp,
  throwingHttp,
  type Wire,
} from './http.ts'
export { nonce } from './rules-connecting.ts'
export type { AnyChannel } from './subject.ts'
export type { Answer, Classified, ExpectedEvent, Fixture, World } from './world.ts'
