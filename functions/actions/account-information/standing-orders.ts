import { regularPaymentsAt } from '#actions/accounts/entries.ts'
import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { StandingOrder } from '#bank/account-information/standing-order.ts'
import { hideFields, type Visibility, visibilityOf } from '#bank/consents/field-visibility.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import { initiationOf, planOfConsent } from '#bank/payments/consent-request.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { amountOfPayment } from '#bank/payments/standing-orders.ts'
import type { MandateRelatedInformation } from '#bank/standard/mandate-information.ts'
import { iso, isoOf, secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Mandate } from '#mocks/payments/mandate.ts'
import type { World } from '#store/world.ts'
import { creditorAccountOf, type FutureDatedOrder, loadFutureDatedOrders } from './future-dated-orders.ts'
import { amountOf, mandateInformationOf } from './mandate-information.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the standing orders of all reachable accounts, a page of customers at a time. */
export async function listStandingOrders(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): Promise<Page<StandingOrder>> {
  const orders = await loadFutureDatedOrders(world, accountIdPrefixOf(grant))
  return listPerAccount(world, grant, page, (account) =>
    buildStandingOrders(world, grant, account, orders.get(account.id)),
  )
}

/** Returns the standing orders of one account. */
export async function getStandingOrders(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
): Promise<StandingOrder[]> {
  const account = requireAccount(world, grant, accountId)
  const orders = await loadFutureDatedOrders(world, account.id)
  return buildStandingOrders(world, grant, account, orders.get(account.id))
}

/**
 * Builds the standing orders of an account as OBStandingOrder6, ended ones included. Those of the
 * synthetic customer come first, then those that partners set up, by id.
 */
function buildStandingOrders(
  world: World,
  { access }: Grant<'accounts'>,
  account: Account,
  orders: readonly FutureDatedOrder[] = [],
): StandingOrder[] {
  const visibility = visibilityOf('StandingOrder', access)
  const synthetic = regularPaymentsAt(world, account, secondsOf(world))
    .filter(({ by }) => by === 'standing-order')
    .map((mandate) => buildSyntheticOrder(world, account, mandate, visibility))
  const ordered = orders.filter(({ consent }) => paymentTypes[consent.kind].isStandingOrder).map(buildPartnerOrder)
  return [...synthetic, ...ordered].map((order) => hideFields<StandingOrder>(visibility, 'StandingOrder', order))
}

function buildSyntheticOrder(world: World, account: Account, mandate: Mandate, visibility: Visibility): StandingOrder {
  const { key, last, next } = mandate
  return {
    AccountId: account.id,
    StandingOrderId: `so_${account.customer.index}_${key}`,
    StandingOrderStatusCode: next ? 'ACTV' : 'EXPI',
    ...(next && { NextPaymentDateTime: isoOf(next.at), NextPaymentAmount: amountOf(next) }),
    ...(last && { LastPaymentDateTime: isoOf(last.at), LastPaymentAmount: amountOf(last) }),
    CreditorAccount: buildCounterpartyAccount(world, account.customer, mandate.payee, mandate.own, visibility),
    MandateRelatedInformation: mandateInformationOf(mandate),
  }
}

function buildPartnerOrder({ order, consent }: FutureDatedOrder): StandingOrder {
  const { waits, lastPaid, stopped } = order
  const initiation = initiationOf(consent)
  const { FirstPaymentAmount, FinalPaymentAmount, NumberOfPayments, RemittanceInformation } = initiation
  const plan = planOfConsent(consent, order)
  const next = waits && amountOfPayment(initiation, plan, waits.n)
  const last = lastPaid && amountOfPayment(initiation, plan, lastPaid.n)
  return {
    AccountId: order.account,
    StandingOrderId: order.id,
    StandingOrderStatusCode: stopped ? 'CANC' : waits ? 'ACTV' : 'EXPI',
    ...(waits && next && { NextPaymentDateTime: iso(waits.at), NextPaymentAmount: next }),
    ...(lastPaid && last && { LastPaymentDateTime: iso(lastPaid.at), LastPaymentAmount: last }),
    ...(NumberOfPayments !== undefined && { NumberOfPayments }),
    ...(FirstPaymentAmount && { FirstPaymentAmount }),
    ...(FinalPaymentAmount && { FinalPaymentAmount }),
    CreditorAccount: creditorAccountOf(initiation),
    MandateRelatedInformation: initiation.MandateRelatedInformation as MandateRelatedInformation,
    ...(RemittanceInformation && { RemittanceInformation }),
  }
}
