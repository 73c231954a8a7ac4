import { findCustomer, identityOfCustomer } from '#actions/accounts/lookup.ts'
import type { ConsentRecord, ConsentState } from '#bank/consents/consent.ts'
import { isSingleUse } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import type { Tone } from '#looks/index.ts'
import type { World } from '#store/world.ts'

/** How the states of a consent are shown. */
export const stateWords: Readonly<Record<ConsentState, readonly [tone: Tone, words: string]>> = {
  AWUP: ['pending', 'awaits its file'],
  AWAU: ['pending', 'awaiting'],
  AUTH: ['settled', 'authorised'],
  COND: ['told', 'used'],
  RJCT: ['problem', 'refused'],
  CANC: ['problem', 'revoked'],
  EXPD: ['problem', 'expired'],
}

/** The choices of the filter by state, each with its states. */
export const stateChoices = {
  authorised: ['AUTH'],
  awaiting: ['AWAU', 'AWUP'],
  used: ['COND'],
  refused: ['RJCT'],
  revoked: ['CANC'],
  expired: ['EXPD'],
} as const satisfies Record<string, readonly ConsentState[]>
export type StateChoice = keyof typeof stateChoices

const kinds: Readonly<Record<ConsentRecord['kind'], string>> = {
  'account-access': 'Read accounts',
  'domestic-payment': 'Pay',
  'domestic-scheduled-payment': 'Pay on a later day',
  'domestic-standing-order': 'Pay by standing order',
  'international-payment': 'Pay abroad',
  'international-scheduled-payment': 'Pay abroad on a later day',
  'international-standing-order': 'Pay abroad by standing order',
  'file-payment': 'Pay a file',
  'domestic-vrp': 'Pay again and again (VRP)',
  'funds-confirmation': 'Confirm funds',
}

/** Says what a consent allows: `Read accounts`, `Pay £12.34 to Bob Clements`. */
export function describeConsent(consent: ConsentRecord): string {
  const words = kinds[consent.kind]
  if (consent.kind === 'account-access') return words
  const initiation = fieldOf(fieldOf(consent.request, 'Data'), 'Initiation')
  const payee = fieldOf(fieldOf(initiation, 'CreditorAccount'), 'Name')
  return typeof payee === 'string' && consent.kind !== 'file-payment' ? `${words}: ${payee}` : words
}

/** Returns the amount that a payment consent names, as a decimal and its currency. */
export function amountOf(consent: ConsentRecord): { readonly amount: string; readonly currency: string } | undefined {
  if (!isSingleUse(consent)) return undefined
  const initiation = fieldOf(fieldOf(consent.request, 'Data'), 'Initiation')
  const named = fieldOf(initiation, 'InstructedAmount') ?? fieldOf(initiation, 'FirstPaymentAmount')
  const [amount, currency] = [fieldOf(named, 'Amount'), fieldOf(named, 'Currency')]
  return typeof amount === 'string' && typeof currency === 'string' ? { amount, currency } : undefined
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

/** What the permissions of account access let a partner see, a group at a time. */
const groups: readonly (readonly [words: string, has: RegExp])[] = [
  ['accounts', /^ReadAccounts/],
  ['balances', /^ReadBalances$/],
  ['transactions', /^ReadTransactions/],
  ['statements', /^ReadStatements/],
  ['standing orders', /^ReadStandingOrders/],
  ['direct debits', /^ReadDirectDebits$/],
  ['scheduled payments', /^ReadScheduledPayments/],
  ['payees', /^ReadBeneficiaries/],
  ['products', /^ReadProducts$/],
  ['offers', /^ReadOffers$/],
  ['holders', /^ReadParty/],
  ['card numbers', /^ReadPAN$/],
]

/** Says in words what permissions show: `accounts, balances, transactions`. */
export const describePermissions = (permissions: readonly Permission[]): string =>
  groups
    .filter(([, has]) => permissions.some((one) => has.test(one)))
    .map(([words]) => words)
    .join(', ')

/** Returns the name of a customer, or the id of one that the world does not have. */
export function customerNameOf(world: World, customerId: string): string {
  const customer = findCustomer(world, customerId)
  return customer ? identityOfCustomer(world, customer).name : customerId
}
