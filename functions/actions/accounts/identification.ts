import { accountFor, accountsFor, isoOf, type Page } from '#actions/account-information/access.ts'
import { type Account as AccountView, type CashAccount, servicer } from '#bank/account-information/account.ts'
import { ibanOf } from '#bank/account-information/iban.ts'
import { byDepth, type Depth, depthOf, seenAt } from '#bank/consents/field-visibility.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Counterparty } from '#bank/ledger/leg.ts'
import { type Account, accountOf, maskedPan } from '#mocks/accounts/account.ts'
import { externalAccountOf } from '#mocks/accounts/external.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'
import { holderOf } from './lookup.ts'
import { bankOf } from './synthetic-bank.ts'

/** Accounts as JSON texts of OBAccount6. */
export function listAccounts(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<string> {
  const { accounts, next } = accountsFor(world, grant, page)
  const depth = depthOf('Account', grant.sight)
  return { items: accounts.map((account) => textOf(world, account, depth)), next }
}

/** One account as JSON text of OBAccount6. */
export function findAccount(world: World, grant: Grant<'accounts'>, accountId: string): string {
  return textOf(world, accountFor(world, grant, accountId), depthOf('Account', grant.sight))
}

/** What the seed computes of an account never changes, so its text lives as long as the account itself. */
const texts = byDepth(() => new WeakMap<Account, string>())

function textOf(world: World, account: Account, depth: Depth): string {
  let text = texts[depth].get(account)
  if (text === undefined) {
    text = JSON.stringify(seenAt(depth, 'Account', view(world, account, depth)))
    texts[depth].set(account, text)
  }
  return text
}

function view(world: World, account: Account, depth: Depth): AccountView {
  const { type, title, nickname, currency } = products[account.product]
  const opened = isoOf(account.opened * secondsPerDay)
  const died = closedBy(bankOf(world), account.customer)
  return {
    AccountId: account.id,
    Status: died === undefined ? 'Enabled' : 'Disabled',
    StatusUpdateDateTime: died === undefined ? opened : isoOf(died),
    Currency: currency,
    AccountCategory: account.customer.persona.category,
    AccountTypeCode: type,
    Description: title,
    Nickname: nickname,
    OpeningDate: opened,
    Account: identified(world, account, depth),
    Servicer: servicer,
  }
}

/** How others pay into, or recognise, one of this bank's accounts: sort code and number, then IBAN; or a card number. */
function identified(world: World, account: Account, depth: Depth): CashAccount[] {
  const Name = holderOf(world, account)
  if (account.role === 'card') {
    const Identification = depth === 'whole' ? account.pan : maskedPan(account)
    return [{ SchemeName: 'UK.OBIE.PAN', Identification, Name }]
  }
  return [
    { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: account.sortCode + account.number, Name },
    { SchemeName: 'UK.OBIE.IBAN', Identification: ibanOf(account.sortCode, account.number), Name },
  ]
}

/** One account as others pay into it. Never one of a card: those are paid from, not addressed. */
export const cashAccountOf = (world: World, account: Account): CashAccount =>
  identified(world, account, 'detail')[0] as CashAccount

/** The same as the other side of a leg. */
export function counterpartyOf(world: World, account: Account): Counterparty {
  const { Name = '', SchemeName, Identification } = cashAccountOf(world, account)
  return { name: Name, scheme: SchemeName, identification: Identification }
}

/** The other side of a payment: another account of the same customer, or somebody who banks elsewhere. */
export function otherAccount(
  world: World,
  customer: Customer,
  party: string,
  own: Product | undefined,
  depth: Depth,
): CashAccount {
  const mine = own && accountOf(bankOf(world), `acc_${customer.index}_${own}`)
  if (mine) return identified(world, mine, depth)[0] as CashAccount
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: externalAccountOf(party), Name: party }
}
