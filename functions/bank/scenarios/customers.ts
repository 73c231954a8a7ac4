import { placesNamed, type Scenario } from './scenario.ts'

const atAuthorize = placesNamed('the authorization request: GET /authorization/{WorldId}/authorize', ['authorize'])

/**
 * Scenarios of the customer at the bank. Each is a line of a robot (bank/authorization/robot.ts),
 * which acts instead of a person or of a declared robot.
 */
export const customerScenarios = {
  'customer-refuses': {
    title: 'The customer refuses: access_denied, and the consent is rejected',
    imitates: 'A customer who reads what your app asks for, and says no.',
    ...atAuthorize,
    effect: { at: 'run', robot: () => 'refuse' },
  },
  'customer-leaves': {
    title: 'The customer leaves: your app never gets an answer',
    imitates: "A customer who closes the browser on the bank's page.",
    ...atAuthorize,
    effect: { at: 'run', robot: () => 'abandon' },
  },
  'customer-cancels': {
    title: "The customer cancels on the bank's page: access_denied, and the consent still awaits authorisation",
    imitates: 'A customer who goes back to your app, and may try again.',
    ...atAuthorize,
    effect: { at: 'run', robot: () => 'cancel' },
  },
  'wrong-codes': {
    title: 'The customer enters wrong one-time codes: the third one rejects the consent',
    imitates: 'A customer who reads an old text message.',
    ...atAuthorize,
    parameters: { codes: { title: 'Wrong codes before the right one', min: 1, max: 3, default: 3 } },
    effect: { at: 'run', robot: ({ codes }) => `approve, wrong-codes=${codes}` },
  },
  'session-timeout': {
    title: 'The session at the bank ends before the customer decides: access_denied; the consent awaits authorisation',
    imitates: 'A customer who looks for the card reader too long.',
    ...atAuthorize,
    effect: { at: 'run', robot: () => 'time-out' },
  },
} as const satisfies Record<string, Scenario>
