import { listAccounts } from '#actions/account-information/accounts.ts'
import { listBalances } from '#actions/account-information/balances.ts'
import { findSignatory } from '#actions/consents/signatories.ts'
import { PageError } from '#apps/authorization/http/page-error.ts'
import type { Account as AccountView } from '#bank/account-information/account.ts'
import type { Balance } from '#bank/account-information/balance.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { parseMinorUnits } from '#bank/money/currency.ts'
import { grantOwnAccounts } from '#edge/access.ts'
import type { CustomerRequest } from './customer-request.ts'

/** An account as its holder sees it. Amounts are in minor units of its currency. */
export type OwnAccount = {
  readonly id: string
  /** What the customer calls it, and the product. */
  readonly name: string
  readonly title: string
  readonly type: AccountView['AccountTypeCode']
  readonly status: AccountView['Status']
  readonly category: AccountView['AccountCategory']
  readonly currency: AccountView['Currency']
  /** Its numbers: sort code and account number, IBAN, or the masked card number. */
  readonly numbers: NonNullable<AccountView['Account']>
  /** Epoch milliseconds. */
  readonly opened: number
  readonly balance: bigint
  /** Absent for a loan: its money is already spent. */
  readonly available: bigint | undefined
  /** The overdraft or the credit limit within `available`; 0 if there is none. */
  readonly limit: bigint
}

/** Grants the signed-in customer the own accounts. A director, who has none, sees no such page. */
export function grantToCustomer({ server: { world }, session: { customer } }: CustomerRequest): Grant<'accounts'> {
  if (findSignatory(world, customer)) throw new PageError('not-found')
  return grantOwnAccounts(customer)
}

/** Lists the accounts of the signed-in customer with their balances, the main account first. */
export async function listOwnAccounts({ server: { world } }: CustomerRequest, grant: Grant<'accounts'>) {
  const balances = (await listBalances(world, grant, undefined)).items
  return listAccounts(world, grant, undefined).items.map((text) => buildOwnAccount(JSON.parse(text), balances))
}

/**
 * Loads one account of the signed-in customer. Another customer's account is treated as unknown.
 */
export async function loadOwnAccount(request: CustomerRequest, grant: Grant<'accounts'>): Promise<OwnAccount> {
  const id = request.c.req.param('AccountId')
  const found = (await listOwnAccounts(request, grant)).find((one) => one.id === id)
  if (!found) throw new PageError('not-found')
  return found
}

function buildOwnAccount(view: AccountView, balances: readonly Balance[]): OwnAccount {
  const {
    AccountId,
    Nickname,
    Description,
    AccountTypeCode,
    AccountCategory,
    Status,
    Currency,
    OpeningDate,
    Account = [],
  } = view
  const of = (type: Balance['Type']) => balances.find((one) => one.AccountId === AccountId && one.Type === type)
  const [booked, available] = [of('ITBD'), of('ITAV')]
  return {
    id: AccountId,
    name: Nickname,
    title: Description,
    type: AccountTypeCode,
    status: Status,
    category: AccountCategory,
    currency: Currency,
    numbers: Account,
    opened: Date.parse(OpeningDate),
    balance: booked ? minorOf(booked) : 0n,
    available: available && minorOf(available),
    limit: available?.CreditLine?.[0] ? minorOf({ ...available.CreditLine[0], CreditDebitIndicator: 'Credit' }) : 0n,
  }
}

/** Returns an amount of the standard in minor units. A debit is negative. */
export function minorOf({
  Amount: { Amount, Currency },
  CreditDebitIndicator,
}: Pick<Balance, 'Amount' | 'CreditDebitIndicator'>): bigint {
  const minor = parseMinorUnits(Amount, Currency as OwnAccount['currency'], 'Amount')
  return CreditDebitIndicator === 'Debit' ? -minor : minor
}
