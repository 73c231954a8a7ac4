import { regularPaymentsAt } from '#actions/accounts/entries.ts'
import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { DirectDebit, StandingOrder } from '#bank/account-information/regular-payment.ts'
import { hideFields, type Visibility, visibilityOf } from '#bank/consents/field-visibility.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import { money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Due, Mandate } from '#mocks/payments/mandates.ts'
import type { World } from '#store/world.ts'
import { listPerAccount, type Page, requireAccount } from './access.ts'
import { loadFutureDatedOrders, type OrdersByAccount, standingOrdersFrom } from './future-dated.ts'

/** Of every account in reach, a page of customers at a time. */
export async function listStandingOrders(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): Promise<Page<StandingOrder>> {
  const ahead = await loadFutureDatedOrders(world, accountIdPrefixOf(grant))
  return listPerAccount(world, grant, page, (account) => standingOrders(world, grant, account, ahead))
}

/** Of one account; refused where it is out of reach. */
export async function getStandingOrders(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
): Promise<StandingOrder[]> {
  const account = requireAccount(world, grant, accountId)
  return standingOrders(world, grant, account, await loadFutureDatedOrders(world, account.id))
}

/** Of every account in reach, a page of customers at a time. */
export function listDirectDebits(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<DirectDebit> {
  return listPerAccount(world, grant, page, (account) => directDebits(world, account))
}

/** Of one account; refused where it is out of reach. */
export function getDirectDebits(world: World, grant: Grant<'accounts'>, accountId: string): DirectDebit[] {
  return directDebits(world, requireAccount(world, grant, accountId))
}

/** Those of the synthetic customer, then those that partners set up, in the order of their ids. */
function standingOrders(
  world: World,
  { access }: Grant<'accounts'>,
  account: Account,
  ahead: OrdersByAccount,
): StandingOrder[] {
  const depth = visibilityOf('StandingOrder', access)
  const own = mandates(world, account, 'standing-order').map((mandate) => standingOrder(world, account, mandate, depth))
  return [...own, ...standingOrdersFrom(ahead, account.id, depth)]
}

function directDebits(world: World, account: Account): DirectDebit[] {
  return mandates(world, account, 'direct-debit').map((mandate) => directDebit(account, mandate))
}

function mandates(world: World, account: Account, by: Mandate['by']): Mandate[] {
  return regularPaymentsAt(world, account, secondsOf(world)).filter((mandate) => mandate.by === by)
}

const frequencies: Record<number, 'MNTH' | 'QURT' | 'MIAN' | 'YEAR'> = { 12: 'MNTH', 4: 'QURT', 2: 'MIAN', 1: 'YEAR' }

const amountOf = ({ amount }: Due) => money(BigInt(amount), 'GBP')

const relatedTo = ({ reference, isFixed, perYear, next }: Mandate) => ({
  MandateIdentification: reference,
  Classification: isFixed ? ('FIXE' as const) : ('VARI' as const),
  ...(next && { RecurringPaymentDateTime: isoOf(next.at) }),
  Frequency: { Type: frequencies[perYear] ?? ('YEAR' as const) },
})

function standingOrder(world: World, account: Account, mandate: Mandate, depth: Visibility): StandingOrder {
  const { key, last, next } = mandate
  return hideFields<StandingOrder>(depth, 'StandingOrder', {
    AccountId: account.id,
    StandingOrderId: `so_${account.customer.index}_${key}`,
    StandingOrderStatusCode: next ? 'ACTV' : 'EXPI',
    ...(next && { NextPaymentDateTime: isoOf(next.at), NextPaymentAmount: amountOf(next) }),
    ...(last && { LastPaymentDateTime: isoOf(last.at), LastPaymentAmount: amountOf(last) }),
    CreditorAccount: buildCounterpartyAccount(world, account.customer, mandate.payee, mandate.own, depth),
    MandateRelatedInformation: relatedTo(mandate),
  })
}

function directDebit(account: Account, mandate: Mandate): DirectDebit {
  const { key, last, next, payee } = mandate
  return {
    AccountId: account.id,
    DirectDebitId: `dd_${account.customer.index}_${key}`,
    DirectDebitStatusCode: next ? 'ACTV' : 'EXPI',
    Name: payee,
    MandateRelatedInformation: relatedTo(mandate),
    ...(last && { PreviousPaymentDateTime: isoOf(last.at), PreviousPaymentAmount: amountOf(last) }),
  }
}
