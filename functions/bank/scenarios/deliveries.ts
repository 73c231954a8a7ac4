import type { Place, Scenario } from './scenario.ts'

const placeOfDelivery = (operation: string): Place => ({
  surface: 'deliveries',
  operation,
  takesToken: false,
  isUnderConsent: false,
  isWrite: false,
  answersJson: false,
})
const [webhook, notification] = [placeOfDelivery('webhook-delivery'), placeOfDelivery('event-notification')]

/** The places of deliveries, by the names that faults use. */
export const placesOfDeliveries: readonly Place[] = [webhook, notification]

/** Returns the place of the messages to a subscription. */
export const deliveryPlaceOf = (way: 'webhook' | 'standard'): Place => (way === 'webhook' ? webhook : notification)

const deliveries = {
  where: 'messages of events: webhook-delivery and event-notification',
  appliesTo: ({ surface }: Place) => surface === 'deliveries',
}
const notifications = {
  where: 'event-notification, the signed messages of the standard',
  appliesTo: ({ operation }: Place) => operation === 'event-notification',
}

/**
 * Scenarios of the delivery of events. They are armed in a world, and reach the messages to its
 * subscribers. A message with a flaw counts as sent if the receiver answers 2xx; a good receiver
 * rejects a forged one, and then the right message comes.
 */
export const deliveryScenarios = {
  'delivery-twice': {
    title: 'The message comes twice, with the same id',
    imitates: 'A sender that lost the first answer. Delivery is at least once, everywhere.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ times: 2 }) },
  },
  'delivery-late': {
    title: 'The message comes late, and so do later ones about the same object',
    imitates: 'A queue that is full.',
    ...deliveries,
    parameters: { delayMs: { title: 'Milliseconds until it is sent', min: 1, max: 3_600_000, default: 60_000 } },
    effect: { at: 'delivery', change: ({ delayMs = 0 }) => ({ delayMs }) },
  },
  'delivery-out-of-order': {
    title: 'The message comes after later ones about the same object',
    imitates: 'A queue that does not keep the order.',
    ...deliveries,
    parameters: { delayMs: { title: 'Milliseconds until it is sent', min: 1, max: 3_600_000, default: 10_000 } },
    effect: { at: 'delivery', change: ({ delayMs = 0 }) => ({ delayMs, letsPass: true }) },
  },
  'delivery-never': {
    title: 'The message never comes; the list of deliveries shows the gap',
    imitates: 'An outage of the sender. An app that must know asks for the status too.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ times: 0 }) },
  },
  'delivery-wrong-signature': {
    title: 'A message with a wrong signature comes first',
    imitates: 'A stranger who found your URL.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ flaw: 'wrong-signature' }) },
  },
  'delivery-old-timestamp': {
    title: 'A message that was signed an hour ago comes first',
    imitates: 'A stranger who replays a recorded message.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ flaw: 'old-timestamp' }) },
  },
  'delivery-wrong-audience': {
    title: 'A token for another app comes first',
    imitates: 'A bank that mixes up two partners.',
    ...notifications,
    effect: { at: 'delivery', change: () => ({ flaw: 'wrong-audience' }) },
  },
  'delivery-unknown-kind': {
    title: 'A message of a kind that your app does not know comes first',
    imitates: 'A sender that adds a kind. An app ignores it, and answers 2xx.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ flaw: 'unknown-kind' }) },
  },
  'delivery-very-large': {
    title: 'The message has 256 KB',
    imitates: 'A sender whose messages grow. A receiver limits what it reads.',
    ...deliveries,
    effect: { at: 'delivery', change: () => ({ flaw: 'very-large' }) },
  },
} as const satisfies Record<string, Scenario>
