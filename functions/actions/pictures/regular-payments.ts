import { loadFutureDatedOrders } from '#actions/account-information/future-dated-orders.ts'
import { regularPaymentsAt } from '#actions/accounts/entries.ts'
import { accountIdPrefixOf } from '#bank/consents/grant.ts'
import { initiationOf, planOfConsent } from '#bank/payments/consent-request.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { amountOfPayment } from '#bank/payments/standing-orders.ts'
import { secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { monthAt } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { monthOf } from '#mocks/history/month.ts'
import type { World } from '#store/world.ts'
import { crossesToOthers, isIncome } from './spending-category.ts'

/** A standing order or direct debit that will be paid again. Amounts are pence above zero. */
export type RegularPayment = {
  readonly by: 'standing-order' | 'direct-debit'
  readonly payee: string
  /** Whether it goes to another account of the customer. */
  readonly isOwn: boolean
  readonly amount: number
  /** When it is next paid, in epoch seconds. */
  readonly at: number
  /** Payments a year; absent if a partner's plan sets the days. */
  readonly perYear?: number
}

/** Lists the regular payments of a customer at the world's now, the largest in a year first. */
export async function listRegularPayments(world: World, accounts: readonly Account[]): Promise<RegularPayment[]> {
  const own = accounts.flatMap((account) =>
    regularPaymentsAt(world, account, secondsOf(world)).flatMap(
      ({ next, by, payee, own, perYear }): RegularPayment[] =>
        next ? [{ by, payee, isOwn: own !== undefined, amount: next.amount, at: next.at, perYear }] : [],
    ),
  )
  const ordered = await listOrderedByPartners(world, accounts)
  const yearly = ({ amount, perYear = 12 }: RegularPayment) => amount * perYear
  return [...own, ...ordered].sort((a, b) => yearly(b) - yearly(a))
}

/** Lists the standing orders that partners set up in this world. */
async function listOrderedByPartners(world: World, accounts: readonly Account[]): Promise<RegularPayment[]> {
  const [first] = accounts
  if (!first) return []
  const orders = await loadFutureDatedOrders(world, accountIdPrefixOf({ customer: first.customer.id }))
  return [...orders.values()].flat().flatMap(({ order, consent }): RegularPayment[] => {
    const { waits, stopped } = order
    if (!paymentTypes[consent.kind].isStandingOrder || !waits || stopped) return []
    const initiation = initiationOf(consent)
    const next = amountOfPayment(initiation, planOfConsent(consent, order), waits.n)
    if (!next) return []
    const payee = initiation.CreditorAccount.Name ?? initiation.CreditorAccount.Identification
    const amount = Math.round(Number(next.Amount) * 100)
    return [{ by: 'standing-order', payee, isOwn: false, amount, at: Math.floor(waits.at / 1000) }]
  })
}

/** The next income of a customer: epoch seconds, pence, and the payer. */
export type Payday = {
  readonly at: number
  readonly amount: number
  readonly party: string
  readonly kind: Entry['kind']
}

/**
 * How many months ahead a payday is looked for: the instalments of a student's loan are four apart.
 */
const monthsAhead = 5

/**
 * Finds the next payday: the next payment of the payer who paid most in the last year, or of any
 * payer if that one pays no more. Custom customers have none, because their future is not computed.
 */
export function findPayday(world: World, account: Account | undefined, year: readonly Entry[]): Payday | undefined {
  if (!account || isCustomId(account.customer.id)) return undefined
  const now = secondsOf(world)
  const received = new Map<string, number>()
  for (const one of year)
    if (crossesToOthers(one) && isIncome(one)) received.set(one.party, (received.get(one.party) ?? 0) + one.amount)
  const [main] = [...received].sort(([, a], [, b]) => b - a)[0] ?? []
  let other: Entry | undefined
  for (let month = monthAt(now); month < monthAt(now) + monthsAhead; month++)
    for (const one of monthOf(bankOf(world), account, month).entries) {
      if (one.at <= now || !crossesToOthers(one) || !isIncome(one) || one.mcc !== '') continue
      if (one.party === main) return one
      other ??= one
    }
  return other
}
