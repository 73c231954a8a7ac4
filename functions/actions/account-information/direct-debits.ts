import { regularPaymentsAt } from '#actions/accounts/entries.ts'
import type { DirectDebit } from '#bank/account-information/direct-debit.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Mandate } from '#mocks/payments/mandate.ts'
import type { World } from '#store/world.ts'
import { amountOf, mandateInformationOf } from './mandate-information.ts'
import type { Page } from './page.ts'
import { listPerAccount, requireAccount } from './reachable-accounts.ts'

/** Lists the direct debits of all reachable accounts, a page of customers at a time. */
export function listDirectDebits(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<DirectDebit> {
  return listPerAccount(world, grant, page, (account) => buildDirectDebits(world, account))
}

/** Returns the direct debits of one account. */
export function getDirectDebits(world: World, grant: Grant<'accounts'>, accountId: string): DirectDebit[] {
  return buildDirectDebits(world, requireAccount(world, grant, accountId))
}

function buildDirectDebits(world: World, account: Account): DirectDebit[] {
  return regularPaymentsAt(world, account, secondsOf(world))
    .filter(({ by }) => by === 'direct-debit')
    .map((mandate) => buildDirectDebit(account, mandate))
}

function buildDirectDebit(account: Account, mandate: Mandate): DirectDebit {
  const { key, last, next, payee } = mandate
  return {
    AccountId: account.id,
    DirectDebitId: `dd_${account.customer.index}_${key}`,
    DirectDebitStatusCode: next ? 'ACTV' : 'EXPI',
    Name: payee,
    MandateRelatedInformation: mandateInformationOf(mandate),
    ...(last && { PreviousPaymentDateTime: isoOf(last.at), PreviousPaymentAmount: amountOf(last) }),
  }
}
