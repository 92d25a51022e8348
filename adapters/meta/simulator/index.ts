/** The simulated platform of Meta, for the simulators of the three channels. */
export { envelope } from './envelope.ts'
export { pickFields } from './fields.ts'
export { GraphError } from './graph-error.ts'
export { idOf } from './ids.ts'
export { placeMedia } from './links.ts'
export { cdnUrl, findMedium, lookasideUrl, storeMedium } from './media.ts'
export type { MessagingChannel } from './messaging/channel.ts'
export { messagingDeliver } from './messaging/deliver.ts'
export { messagingEndpoints, findIdentity, personProfile } from './messaging/endpoints.ts'
export { tell } from './messaging/events.ts'
export { commonHappenings, happenTo, tellReceipt } from './messaging/happenings.ts'
export { actOn, commonDeeds, targetOf, tells, writes } from './messaging/inbound.ts'
export type { Deed, Scene } from './messaging/inbound.ts'
export { messagingNode, openNode } from './messaging/nodes.ts'
export { avatarUrl, pageEndpoints } from './messaging/pages.ts'
export type { Act, Endpoint, GraphCall, Happening, Life, Part } from './part.ts'
export { metaPlatform } from './platform.ts'
export { checkShape, invalidWhatsapp, oneOf, strict } from './shape.ts'
export type * from './state.ts'
export { statelessApi } from './stateless.ts'
export { judgeReach, readyToken } from './token.ts'
export { textOf } from './text.ts'
export { refuseOnTrigger } from './trigger.ts'
export { signature, signedDelivery, wireText } from './wire.ts'
export type { World } from './world.ts'
export {
  accountsOf,
  addAccount,
  createPerson,
  findAccount,
  findMessage,
  getAccount,
  getPerson,
  getThread,
  missingObject,
  newId,
  openThread,
} from './world.ts'
