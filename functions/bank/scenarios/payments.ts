import { placesNamed, type Scenario } from './scenario.ts'

const immediateOrders = ['CreateDomesticPayments', 'CreateInternationalPayments']
const orders = [
  ...immediateOrders,
  'CreateDomesticScheduledPayments',
  'CreateDomesticStandingOrders',
  'CreateInternationalScheduledPayments',
  'CreateInternationalStandingOrders',
  'CreateFilePayments',
  'domesticVrpPost',
]
const fundsConfirmations = [
  'GetDomesticPaymentConsentsConsentIdFundsConfirmation',
  'GetInternationalPaymentConsentsConsentIdFundsConfirmation',
  'GetInternationalScheduledPaymentConsentsConsentIdFundsConfirmation',
  'domesticVrpConsentsFundsConfirmation',
  'CreateFundsConfirmations',
]
const consentsWithPayee = [
  'CreateDomesticPaymentConsents',
  'CreateDomesticScheduledPaymentConsents',
  'CreateDomesticStandingOrderConsents',
  'CreateInternationalPaymentConsents',
  'CreateInternationalScheduledPaymentConsents',
  'CreateInternationalStandingOrderConsents',
  'domesticVrpConsentsPost',
]

const atOrders = placesNamed('calls that make a payment order, VRPs included', orders)
const atImmediateOrders = placesNamed(
  'calls that make a domestic or international payment now (no scheduled payment, standing order, VRP or file)',
  immediateOrders,
)
const atOrdersAndFunds = placesNamed('calls that make a payment order or confirm funds', [
  ...orders,
  ...fundsConfirmations,
])
const atConsentsWithPayee = placesNamed('calls that create a payment consent with a payee', consentsWithPayee)

/**
 * Scenarios that decide a payment. The bank stores the decision in the order or the consent, so
 * that later reads and retries agree with it.
 */
export const paymentScenarios = {
  'payment-pending': {
    title: 'The payment is accepted, and settles only after 3 days',
    imitates: 'A payment that hangs between two banks: status ACSP for days, then ACSC.',
    ...atImmediateOrders,
    parameters: { days: { title: "Days by the world's clock until it settles", min: 1, max: 90, default: 3 } },
    effect: { at: 'run' },
  },
  'payment-held': {
    title: 'The bank holds the payment for a check, and releases it after 24 hours',
    imitates: 'A fraud check: status PDNG until an employee releases the payment. No money moves before.',
    ...atImmediateOrders,
    parameters: { hours: { title: "Hours by the world's clock until its release", min: 1, max: 720, default: 24 } },
    effect: { at: 'run' },
  },
  'cut-off-missed': {
    title: 'The payment has missed the cut-off: it is accepted at 08:00 on the next working day',
    imitates: 'A payment that arrives late in the day, or just before a holiday.',
    ...atImmediateOrders,
    effect: { at: 'run' },
  },
  'payment-rejected': {
    title: "The payee's bank rejects the payment after it was accepted: RJCT, AC03, and the money comes back",
    imitates: 'An account number that passes every check and does not exist.',
    ...atOrders,
    effect: { at: 'run' },
  },
  'payment-returned': {
    title: "The payment reaches the payee's bank, which returns it later: ACWP, then RJCT, AC06",
    imitates: "A payee's account that takes no credits. Banks return the amount, often on the next working day.",
    ...atOrders,
    effect: { at: 'run' },
  },
  'insufficient-funds': {
    title: 'The account has insufficient funds: RJCT, AM04; a confirmation of funds says no',
    imitates: 'Another payment that was faster.',
    ...atOrdersAndFunds,
    effect: { at: 'run' },
  },
  'account-blocked': {
    title: 'The account that pays is blocked: RJCT, AC06; a confirmation of funds says no',
    imitates: 'A bank that suspects fraud, or an estate.',
    ...atOrdersAndFunds,
    effect: { at: 'run' },
  },
  'account-closed': {
    title: "The payee's account is closed: RJCT, AC07",
    imitates: 'A payee who has changed banks.',
    ...atOrders,
    effect: { at: 'run' },
  },
  'payee-close-match': {
    title: "Confirmation of payee: the name is close to the account holder's, which the bank discloses",
    imitates: 'A nickname, an initial or a typing error in the name of the payee.',
    ...atConsentsWithPayee,
    effect: { at: 'run' },
  },
  'payee-no-match': {
    title: "Confirmation of payee: the name is not the account holder's",
    imitates: 'A wrong account number, or a fraud.',
    ...atConsentsWithPayee,
    effect: { at: 'run' },
  },
} as const satisfies Record<string, Scenario>

/** The outcomes that a scenario gives an order, whatever its accounts say. */
export const forcedOutcomes = [
  'payment-rejected',
  'payment-returned',
  'insufficient-funds',
  'account-blocked',
  'account-closed',
] as const satisfies readonly (keyof typeof paymentScenarios)[]
export type ForcedOutcome = (typeof forcedOutcomes)[number]
