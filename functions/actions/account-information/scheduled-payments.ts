import { closureOf } from '#actions/accounts/closure.ts'
import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { ScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import { hideFields, visibilityOf } from '#bank/consents/field-visibility.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import { money } from '#bank/money/money.ts'
import { initiationOf } from '#bank/payments/consent-request.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import { iso, isoOf, secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { scheduledAt } from '#mocks/payments/scheduled.ts'
import type { World } from '#store/world.ts'
import { creditorAccountOf, type FutureDatedOrder, loadFutureDatedOrders } from './future-dated-orders.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the scheduled payments of all reachable accounts, a page of customers at a time. */
export async function listScheduledPayments(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): Promise<Page<ScheduledPayment>> {
  const orders = await loadFutureDatedOrders(world, accountIdPrefixOf(grant))
  return listPerAccount(world, grant, page, (account) =>
    buildScheduledPayments(world, grant, account, orders.get(account.id)),
  )
}

/** Returns the scheduled payments of one account. */
export async function getScheduledPayments(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
): Promise<ScheduledPayment[]> {
  const account = requireAccount(world, grant, accountId)
  const orders = await loadFutureDatedOrders(world, account.id)
  return buildScheduledPayments(world, grant, account, orders.get(account.id))
}

/**
 * Builds the future payments of an account as OBScheduledPayment3, the earliest first. They include
 * those of the synthetic customer and those that partners ordered.
 */
function buildScheduledPayments(
  world: World,
  { access }: Grant<'accounts'>,
  account: Account,
  orders: readonly FutureDatedOrder[] = [],
): ScheduledPayment[] {
  const visibility = visibilityOf('ScheduledPayment', access)
  const ordered = orders
    .flatMap((order) => buildOrderedPayment(order) ?? [])
    .map((payment) => hideFields<ScheduledPayment>(visibility, 'ScheduledPayment', payment))
  if (!hasSyntheticPayments(world, account)) return ordered
  const synthetic = scheduledAt(account.customer, secondsOf(world)).map(({ at, amount, to, reference }) =>
    hideFields<ScheduledPayment>(visibility, 'ScheduledPayment', {
      AccountId: account.id,
      ScheduledPaymentId: `sp_${account.customer.index}_${at}`,
      ScheduledPaymentDateTime: isoOf(at),
      ScheduledType: 'Execution',
      Reference: reference,
      InstructedAmount: money(BigInt(amount), account.currency),
      CreditorAccount: buildCounterpartyAccount(world, account.customer, to, undefined, visibility),
    }),
  )
  return [...synthetic, ...ordered].sort((a, b) => (a.ScheduledPaymentDateTime < b.ScheduledPaymentDateTime ? -1 : 1))
}

/** The standard's limit for `Reference` here. A payment order's own reference may be longer. */
const maxReferenceLength = 35

/**
 * Builds the view of a partner's order, or undefined unless it is a payment that waits for its day.
 */
function buildOrderedPayment({ order, consent }: FutureDatedOrder): ScheduledPayment | undefined {
  const initiation = initiationOf(consent)
  const { InstructedAmount, RemittanceInformation } = initiation
  if (!paymentTypes[consent.kind].isScheduled || !order.waits || !InstructedAmount) return undefined
  const reference = referenceOf(RemittanceInformation)
  return {
    AccountId: order.account,
    ScheduledPaymentId: order.id,
    ScheduledPaymentDateTime: iso(order.waits.at),
    ScheduledType: 'Execution',
    ...(reference !== undefined && { Reference: reference.slice(0, maxReferenceLength) }),
    InstructedAmount,
    CreditorAccount: creditorAccountOf(initiation),
  }
}

/**
 * Synthetic customers schedule payments from their main account only, and none once they closed it.
 */
function hasSyntheticPayments(world: World, account: Account): boolean {
  return account.role === 'main' && !isCustomId(account.customer.id) && closureOf(world, account) === undefined
}
