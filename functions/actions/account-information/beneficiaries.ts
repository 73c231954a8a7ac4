import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import type { Beneficiary } from '#bank/account-information/beneficiary.ts'
import type { ScheduledPayment } from '#bank/account-information/scheduled-payment.ts'
import { hideFields, visibilityOf } from '#bank/consents/field-visibility.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import { money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { beneficiariesOf } from '#mocks/payments/beneficiaries.ts'
import { scheduledAt } from '#mocks/payments/scheduled.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'
import { listPerAccount, type Page, requireAccount } from './access.ts'
import { loadFutureDatedOrders, type OrdersByAccount, scheduledPaymentsFrom } from './future-dated.ts'

/** Of every account in reach, a page of customers at a time. */
export function listBeneficiaries(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Beneficiary> {
  return listPerAccount(world, grant, page, (account) => beneficiaries(world, grant, account))
}

/** Of one account; refused where it is out of reach. */
export function getBeneficiaries(world: World, grant: Grant<'accounts'>, accountId: string): Beneficiary[] {
  return beneficiaries(world, grant, requireAccount(world, grant, accountId))
}

/** Of every account in reach, a page of customers at a time. */
export async function listScheduledPayments(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): Promise<Page<ScheduledPayment>> {
  const ahead = await loadFutureDatedOrders(world, accountIdPrefixOf(grant))
  return listPerAccount(world, grant, page, (account) => scheduledPayments(world, grant, account, ahead))
}

/** Of one account; refused where it is out of reach. */
export async function getScheduledPayments(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
): Promise<ScheduledPayment[]> {
  const account = requireAccount(world, grant, accountId)
  return scheduledPayments(world, grant, account, await loadFutureDatedOrders(world, account.id))
}

/** Whom the customer has saved as payees of an account. */
function beneficiaries(world: World, { access }: Grant<'accounts'>, account: Account): Beneficiary[] {
  if (isCustomId(account.customer.id)) return []
  const depth = visibilityOf('Beneficiary', access)
  return beneficiariesOf(bankOf(world), account, secondsOf(world)).map(({ id, name, reference, isTrusted }) =>
    hideFields<Beneficiary>(depth, 'Beneficiary', {
      AccountId: account.id,
      BeneficiaryId: id,
      BeneficiaryType: isTrusted ? 'Trusted' : 'Ordinary',
      Reference: reference,
      CreditorAccount: buildCounterpartyAccount(world, account.customer, name, undefined, depth),
    }),
  )
}

/** What the customer has dated forward from an account and is not yet paid, the next first. */
function scheduledPayments(
  world: World,
  { access }: Grant<'accounts'>,
  account: Account,
  ahead: OrdersByAccount,
): ScheduledPayment[] {
  const depth = visibilityOf('ScheduledPayment', access)
  const waiting = scheduledPaymentsFrom(ahead, account.id, depth)
  if (!maySchedule(world, account)) return waiting
  const own = scheduledAt(account.customer, secondsOf(world)).map(({ at, amount, to, reference }) =>
    hideFields<ScheduledPayment>(depth, 'ScheduledPayment', {
      AccountId: account.id,
      ScheduledPaymentId: `sp_${account.customer.index}_${at}`,
      ScheduledPaymentDateTime: isoOf(at),
      ScheduledType: 'Execution',
      Reference: reference,
      InstructedAmount: money(BigInt(amount), account.currency),
      CreditorAccount: buildCounterpartyAccount(world, account.customer, to, undefined, depth),
    }),
  )
  return [...own, ...waiting].sort((a, b) => (a.ScheduledPaymentDateTime < b.ScheduledPaymentDateTime ? -1 : 1))
}

function maySchedule(world: World, { role, customer }: Account): boolean {
  return role === 'main' && !isCustomId(customer.id) && closedBy(bankOf(world), customer) === undefined
}
