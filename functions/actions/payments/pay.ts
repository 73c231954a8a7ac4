import { counterpartyOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { inTurn } from '#actions/concurrency/keyed-lock.ts'
import { book } from '#actions/ledger/ledger.ts'
import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Leg, Posting } from '#bank/ledger/leg.ts'
import { clearingAccountOf, type OrderRecord } from '#bank/payments/order.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { spendable } from './funds.ts'
import { comesBack } from './returns.ts'
import { exchanged, type Instruction } from './routing.ts'

/**
 * Takes an order's money from its account and puts it where it goes, in one commit with whatever
 * else belongs to the act. Where that cannot be, the order is rejected in the commit instead, and
 * no money moves. `named` is the payment in its legs.
 */
export async function pay(
  world: World,
  order: OrderRecord,
  instruction: Instruction,
  writes: (order: OrderRecord) => readonly Write[],
  named = order.id,
): Promise<OrderRecord> {
  const booked = () =>
    book(world, touchedBy(world, order, instruction), (last) => {
      const { paid, postings } = outcomeOf(world, order, instruction, last)
      const movement = { payment: named, at: world.now, postings }
      const due = comesBack(paid, instruction, { order: order.id, named })
      return { movement, writes: writes(paid), result: paid, due }
    })
  // What comes back is due, and all that is due in a world goes through its record: who would only
  // lose that race waits.
  return order.failure ? inTurn(world.sandbox, `due ${world.id}`, booked) : booked()
}

/** The accounts whose last legs decide on a payment, the paying one first. */
export function touchedBy(world: World, order: OrderRecord, instruction: Instruction): string[] {
  const account = findAccount(world, order.account)
  if (!account) return [order.account]
  return [...new Set(postingsOf(world, account, order, instruction).map((posting) => posting.account))]
}

/**
 * What becomes of a payment, given the last legs of the accounts it touches: paid, or rejected and
 * then nothing is posted.
 */
export function outcomeOf(
  world: World,
  order: OrderRecord,
  instruction: Instruction,
  last: ReadonlyMap<string, Leg>,
): { paid: OrderRecord; postings: Posting[] } {
  const account = findAccount(world, order.account)
  const why = account ? refusal(world, account, order, instruction, last) : gone
  if (!account || why) return { paid: stopped(world, order, why ?? gone), postings: [] }
  return { paid: order, postings: postingsOf(world, account, order, instruction) }
}

/** Why a payment was not made: a code of OBExternalStatusReason1Code, and words. */
export type Why = readonly [code: string, text: string]

const gone: Why = ['AC02', 'The account that pays is no longer there']

/** What stands against a payment, first what is so whatever is on the account. */
function refusal(
  world: World,
  account: Account,
  { amount, fee }: OrderRecord,
  { here }: Instruction,
  last: ReadonlyMap<string, Leg>,
): Why | undefined {
  if (closedBy(bankOf(world), account.customer) !== undefined) return ['AC06', 'The account is blocked']
  if (here && closedBy(bankOf(world), here.customer) !== undefined) return ['AC07', "The payee's account is closed"]
  if (here?.id === account.id) return ['AC02', 'The payment would go to the account that it comes from']
  const needed = BigInt(amount) + BigInt(fee)
  if (spendable(world, account, last.get(account.id)) < needed)
    return ['AM04', 'There is not enough money on the account']
  return undefined
}

/** An order that will not be paid, from this instant on. */
export const stopped = ({ now }: World, order: OrderRecord, [code, why]: Why): OrderRecord => ({
  ...order,
  stopped: { state: 'RJCT', at: now, code, why },
})

/**
 * Both sides of a payment. Whoever banks elsewhere has a clearing account here, one for each
 * account and rail, so that nobody waits for anybody else's payments; what the bank earns has one
 * too.
 */
function postingsOf(world: World, account: Account, order: OrderRecord, instruction: Instruction): Posting[] {
  const { here, payee, reference, sent } = instruction
  const { currency } = order
  const [amount, fee] = [BigInt(order.amount), BigInt(order.fee)]
  const isOurs = here !== undefined && here.currency === currency
  const own = { currency, ...(reference !== undefined && { reference }) }
  const party = counterpartyOf(world, account)
  const postings: Posting[] = [
    { ...own, account: account.id, amount: -amount, kind: kindOf(order, here), party: payee },
    isOurs
      ? { ...own, account: here.id, amount, kind: 'transfer-in', party }
      : { ...own, account: clearingAccountOf(order), amount, kind: 'payment-in', party },
  ]
  if (here && !isOurs) {
    // Bought for the payee with what came into the clearing, in the currency of the payee's
    // account.
    const bought = { ...own, currency: here.currency }
    const credit = exchanged(world, sent.amount, sent.currency, here.currency)
    postings.push({ ...bought, account: here.id, amount: credit, kind: 'transfer-in', party })
    postings.push({ ...bought, account: `clr_exchange_${here.id}`, amount: -credit, kind: 'payment-in' })
  }
  if (fee > 0n) {
    postings.push({ account: account.id, currency, amount: -fee, kind: 'fee' })
    postings.push({ account: `bnk_fees_${account.id}`, currency, amount: fee, kind: 'fee' })
  }
  return postings
}

/** Why the money left, as the payer reads it. */
function kindOf({ kind }: OrderRecord, here: Account | undefined): TransactionKind {
  if (kind.endsWith('standing-order')) return 'standing-order'
  if (kind.endsWith('scheduled-payment')) return 'scheduled-payment'
  if (here) return 'transfer-out'
  return kind.startsWith('international') ? 'payment-abroad' : 'payment-out'
}
