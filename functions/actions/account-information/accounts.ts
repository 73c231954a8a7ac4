import { listIdentifications } from '#actions/accounts/identification.ts'
import { type Account as AccountView, servicer } from '#bank/account-information/account.ts'
import { hideFields, perVisibility, type Visibility, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isoOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'
import { listReachableAccounts, type Page, requireAccount } from './access.ts'

/** Accounts as JSON texts of OBAccount6. */
export function listAccounts(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<string> {
  const { accounts, next } = listReachableAccounts(world, grant, page)
  const depth = visibilityOf('Account', grant.access)
  return { items: accounts.map((account) => textOf(world, account, depth)), next }
}

/** One account as JSON text of OBAccount6. */
export function getAccount(world: World, grant: Grant<'accounts'>, accountId: string): string {
  return textOf(world, requireAccount(world, grant, accountId), visibilityOf('Account', grant.access))
}

/**
 * What the seed computes of an account never changes, so its text lives as long as the account
 * itself.
 */
const texts = perVisibility(() => new WeakMap<Account, string>())

function textOf(world: World, account: Account, depth: Visibility): string {
  let text = texts[depth].get(account)
  if (text === undefined) {
    text = JSON.stringify(hideFields(depth, 'Account', view(world, account, depth)))
    texts[depth].set(account, text)
  }
  return text
}

function view(world: World, account: Account, depth: Visibility): AccountView {
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
    Account: listIdentifications(world, account, depth),
    Servicer: servicer,
  }
}
