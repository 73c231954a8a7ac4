import { closureOf } from '#actions/accounts/closure.ts'
import { accountBalanceAt, pendingEntriesAt } from '#actions/accounts/entries.ts'
import { counterpartyOf } from '#actions/accounts/identification.ts'
import { findAccount, findAccountByIdentification } from '#actions/accounts/lookup.ts'
import type { PaymentKind } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { decidePayment, type PaymentDecision, type PaymentFacts, postingsOf } from '#bank/payments/decide.ts'
import type { Initiation, InstructedMoney } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import {
  debitOf,
  exchange,
  type Instruction,
  type Market,
  type RoutingOptions,
  routePayment,
} from '#bank/payments/routing.ts'
import type { Failure } from '#bank/rails/rail.ts'
import { acceptanceAt } from '#bank/rails/timeline.ts'
import type { ForcedOutcome } from '#bank/scenarios/payments.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { failingAccountOf } from '#mocks/accounts/external.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { poundRateAt } from '#mocks/base/exchange.ts'
import type { World } from '#store/world.ts'

/*
 * One payment with the facts of its world: bank/payments/ routes, prices and decides it.
 */

/** An order whose payment has not been routed yet. */
export type DraftOrder = Omit<OrderRecord, 'rail' | 'amount' | 'fee' | 'accepted'>

/** Returns the exchange market at the world's now. */
export const marketOf = ({ record, now }: World): Market => ({
  now,
  poundBuys: (currency, at) => poundRateAt(record.seed, currency, at),
})

/** The failures that scenarios force. */
const forcedFailures: Partial<Record<ForcedOutcome, Failure>> = {
  'payment-rejected': 'account-unknown',
  'payment-returned': 'account-blocked',
}

/**
 * Routes a payment at the world's now. Rejects a payment that no rail carries. A payment whose
 * failure is forced (`forced`) credits no account of this bank, as it will come back.
 */
export function instructPayment(
  world: World,
  kind: PaymentKind | 'domestic-vrp',
  initiation: Initiation,
  money: InstructedMoney,
  { forced, ...options }: RoutingOptions & { readonly forced?: ForcedOutcome | undefined } = {},
): Instruction {
  const account = findAccountByIdentification(world, initiation.CreditorAccount)
  const payeeAccount = account && {
    id: account.id,
    currency: account.currency,
    isClosed: closureOf(world, account) !== undefined,
  }
  const failure = account ? undefined : failingAccountOf(initiation.CreditorAccount)?.failure
  const routed = routePayment(kind, initiation, money, { ...marketOf(world), payeeAccount, failure }, options)
  const forcedFailure = forced && forcedFailures[forced]
  return forcedFailure ? { ...routed, failure: forcedFailure, payeeAccount: undefined } : routed
}

/**
 * Returns an order with its rail, amounts and the instant at which the rail accepts it, for a
 * payment that is made at `at`. An account that no longer exists is debited nothing.
 */
export function priceOrder(world: World, draft: DraftOrder, instruction: Instruction, at = world.now): OrderRecord {
  const account = findAccount(world, draft.account)
  const debit = account ? debitOf(marketOf(world), instruction, account.currency) : { amount: 0n, fee: 0n }
  const { rate: _, failure: __, ...rest } = draft
  const { rail, rate, failure } = instruction
  return {
    ...rest,
    rail: rail.name,
    amount: String(debit.amount),
    fee: String(debit.fee),
    accepted: acceptanceAt(rail, at, calendar),
    ...(rate && { rate }),
    ...(failure && { failure }),
  }
}

/** Returns the accounts whose last legs decide a payment, the paying one first. */
export function listTouchedAccounts(world: World, order: OrderRecord, instruction: Instruction): string[] {
  const postings = postingsOf(buildFacts(world, order, instruction))
  return [...new Set(postings.map(({ account }) => account))]
}

/** Decides a payment by the last legs of the accounts that it touches. */
export function decideOrder(
  world: World,
  order: OrderRecord,
  instruction: Instruction,
  lastLegs: ReadonlyMap<string, Leg>,
): PaymentDecision {
  const account = findAccount(world, order.account)
  const funds = account ? availableFunds(world, account, lastLegs.get(account.id)) : 0n
  return decidePayment({ ...buildFacts(world, order, instruction), availableFunds: funds }, world.now)
}

function buildFacts(
  world: World,
  order: OrderRecord,
  { payeeAccount, payee, reference, payeeReference, sent }: Instruction,
): Omit<PaymentFacts, 'availableFunds'> {
  const account = findAccount(world, order.account)
  const payer = account && {
    id: account.id,
    closure: closureOf(world, account)?.why,
    party: counterpartyOf(world, account),
  }
  const credit = payeeAccount ? exchange(marketOf(world), sent.amount, sent.currency, payeeAccount.currency) : 0n
  return { order, payer, payee, payeeAccount, credit, reference, payeeReference }
}

/**
 * Returns what an account can spend now, in minor units of its currency: its balance, less pending
 * card purchases, plus the arranged overdraft. The caller passes the account's last leg, which must
 * be the one that the next leg follows.
 */
export function availableFunds(world: World, account: Account, lastLeg: Leg | undefined): bigint {
  const pending = pendingEntriesAt(world, account, secondsOf(world)).reduce(
    (sum, { entry }) => sum + BigInt(entry.amount),
    0n,
  )
  const overdraft = account.role === 'main' || account.role === 'joint' ? BigInt(account.creditLine) : 0n
  return balanceAfter(world, account, lastLeg) + pending + overdraft
}

/** Returns the balance of an account now, in minor units: its computed history plus its legs. */
export function balanceAfter(world: World, account: Account, lastLeg: Leg | undefined): bigint {
  return BigInt(accountBalanceAt(world, account, secondsOf(world), lastLeg))
}
