import { places, type Scenario, type Values } from './scenario.ts'

const retryAfter = (seconds: number) => ({
  retryAfterS: { title: 'Seconds in the header Retry-After', min: 1, max: 86_400, default: seconds },
})
const headerOf = ({ retryAfterS }: Values) => ({ 'retry-after': String(retryAfterS) })

/** Scenarios that answer an error instead of running the operation. */
export const answerScenarios = {
  'too-many-requests': {
    title: 'The bank limits the request rate: 429 with Retry-After',
    imitates: 'A bank that protects itself from a burst of calls.',
    ...places.everywhere,
    parameters: retryAfter(30),
    effect: { at: 'before', problem: 'too-many-requests', headers: headerOf },
  },
  unavailable: {
    title: 'The bank is down for maintenance: 503 with Retry-After',
    imitates: 'The maintenance window of a bank, often at night or at the weekend.',
    ...places.everywhere,
    parameters: retryAfter(120),
    effect: { at: 'before', problem: 'unavailable', headers: headerOf },
  },
  'server-error': {
    title: 'The bank fails: 500 with a body that gives no reason',
    imitates: 'A fault inside the bank that its error handler hides.',
    ...places.everywhere,
    effect: { at: 'before', problem: 'bank-failed' },
  },
  'token-expired': {
    title: 'The access token has expired: 401',
    imitates: 'A token that ends in the middle of a session.',
    ...places.tokens,
    effect: { at: 'before', problem: 'token-invalid' },
  },
  'consent-revoked': {
    title: 'The customer has revoked the consent: 403, ask to authorise it again',
    imitates: 'A customer who withdraws access at the bank while your app still works.',
    ...places.consents,
    effect: { at: 'before', problem: 'consent-cancelled' },
  },
  'certificate-expired': {
    title: 'The client certificate has expired: 401',
    imitates: 'A transport certificate that was not renewed in time.',
    ...places.tokens,
    effect: { at: 'before', problem: 'certificate-expired' },
  },
} as const satisfies Record<string, Scenario>
