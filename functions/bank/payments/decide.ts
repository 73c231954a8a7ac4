import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Counterparty, Posting } from '#bank/ledger/leg.ts'
import { clearingAccountOf, type OrderRecord } from './order.ts'
import type { PayeeAccount } from './routing.ts'

/** The account that pays. */
export type PayerAccount = {
  readonly id: string
  /** Why money cannot leave it. */
  readonly closure: 'blocked' | 'closed' | undefined
  /** How the payee's statement names the payer. */
  readonly party: Counterparty
}

/** A payment order and all that the bank decides by. Amounts are minor units. */
export type PaymentFacts = {
  /** The order, with its amount and fee in the currency of the account that pays. */
  readonly order: OrderRecord
  /** Undefined where the account was deleted since. */
  readonly payer: PayerAccount | undefined
  /**
   * What the payer may spend: balance, less pending card purchases, plus the arranged overdraft.
   */
  readonly availableFunds: bigint
  /** How the payer's statement names the payee. */
  readonly payee: Counterparty
  /** The payee's account, where it is one of this bank. */
  readonly payeeAccount: PayeeAccount | undefined
  /** The credit of the payee's account, in its own currency. */
  readonly credit: bigint
  readonly reference: string | undefined
  /** What the payee's statement shows in its place. */
  readonly payeeReference: string | undefined
}

/** Why an order is rejected: a code of OBExternalStatusReason1Code, and words. */
export type RejectionReason = readonly [code: string, text: string]

type Rejection = readonly [...reason: RejectionReason, applies: (facts: PaymentFacts) => boolean]

/** The reasons to reject a payment, in the order of precedence: the first that applies is given. */
export const rejections: readonly Rejection[] = [
  ['AC02', 'The account that pays no longer exists', ({ payer }) => payer === undefined],
  ['AC04', 'The account that pays is closed', ({ payer }) => payer?.closure === 'closed'],
  [
    'AC06',
    'The account that pays is blocked',
    ({ payer, order }) => payer?.closure === 'blocked' || order.forced === 'account-blocked',
  ],
  [
    'AC07',
    "The payee's account is closed",
    ({ payeeAccount, order }) => payeeAccount?.isClosed === true || order.forced === 'account-closed',
  ],
  ['AC02', 'The payer and the payee are the same account', ({ payer, payeeAccount }) => payer?.id === payeeAccount?.id],
  [
    'AM04',
    'The account has insufficient funds',
    ({ order, availableFunds }) => availableFunds < debitOf(order) || order.forced === 'insufficient-funds',
  ],
]

const debitOf = ({ amount, fee }: OrderRecord): bigint => BigInt(amount) + BigInt(fee)

/** What becomes of a payment: the order, and the postings that move its money. */
export type PaymentDecision = { readonly order: OrderRecord; readonly postings: readonly Posting[] }

/**
 * Decides a payment at an instant (epoch milliseconds of the world's clock). Returns the order with
 * the postings that pay it, or the rejected order without postings.
 */
export function decidePayment(facts: PaymentFacts, now: number): PaymentDecision {
  const [code, text] = rejections.find(([, , applies]) => applies(facts)) ?? []
  if (code !== undefined && text !== undefined)
    return { order: rejectOrder(facts.order, [code, text], now), postings: [] }
  return { order: facts.order, postings: postingsOf(facts) }
}

/** Returns an order that is rejected at an instant and will not be paid. */
export const rejectOrder = (order: OrderRecord, [code, why]: RejectionReason, now: number): OrderRecord => ({
  ...order,
  stopped: { state: 'RJCT', at: now, code, why },
})

/**
 * Returns both sides of a payment, which add up to zero in each currency. A payment to another bank
 * credits a clearing account, and the fee credits the bank. Each payer has its own clearing and fee
 * accounts, so payments of different payers do not wait for each other.
 */
export function postingsOf(facts: Omit<PaymentFacts, 'availableFunds'>): Posting[] {
  const { order, payer, payee, payeeAccount, credit, reference, payeeReference } = facts
  const { account, currency } = order
  const [amount, fee] = [BigInt(order.amount), BigInt(order.fee)]
  const party = payer?.party
  const debited = { currency, ...(reference !== undefined && { reference }) }
  const credited = { currency, ...(payeeReference !== undefined && { reference: payeeReference }) }
  const isSameCurrency = payeeAccount?.currency === currency
  const postings: Posting[] = [
    { ...debited, account, amount: -amount, kind: kindOf(order, payeeAccount), party: payee },
    isSameCurrency
      ? { ...credited, account: payeeAccount.id, amount, kind: 'transfer-in', party }
      : { ...debited, account: clearingAccountOf(order), amount, kind: 'payment-in', party },
  ]
  if (payeeAccount && !isSameCurrency) {
    // The clearing account's money buys what the payee's account is credited.
    const bought = { ...credited, currency: payeeAccount.currency }
    postings.push({ ...bought, account: payeeAccount.id, amount: credit, kind: 'transfer-in', party })
    postings.push({ ...bought, account: `clr_exchange_${payeeAccount.id}`, amount: -credit, kind: 'payment-in' })
  }
  if (fee > 0n) {
    postings.push({ account, currency, amount: -fee, kind: 'fee' })
    postings.push({ account: `bnk_fees_${account}`, currency, amount: fee, kind: 'fee' })
  }
  return postings
}

/** The kind of transaction that the payer's statement shows. */
function kindOf({ kind }: OrderRecord, payeeAccount: PayeeAccount | undefined): TransactionKind {
  if (kind.endsWith('standing-order')) return 'standing-order'
  if (kind.endsWith('scheduled-payment')) return 'scheduled-payment'
  if (payeeAccount) return 'transfer-out'
  return kind.startsWith('international') ? 'payment-abroad' : 'payment-out'
}
