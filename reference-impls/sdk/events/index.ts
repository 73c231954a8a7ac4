import '../node-version.ts'

export {
  EventError,
  InvalidSignatureError,
  KeysUnavailableError,
  MalformedMessageError,
  StaleMessageError,
  WrongAudienceError,
} from './errors.ts'
export type { EventKind, WebhookEvent } from './kinds.ts'
export { pollEvents } from './poll.ts'
export type { ReceivedRequest } from './received.ts'
export { createEventReceiver, memorySeenEvents, type SeenEvents } from './receiver.ts'
export {
  createEventTokenVerifier,
  type EventResourceType,
  type EventTokenOptions,
  type EventTokenVerifier,
  type SecurityEvent,
  type SecurityEventType,
} from './tokens.ts'
export { createWebhookVerifier, type WebhookOptions, type WebhookVerifier } from './webhooks.ts'
