import { type Account as AccountView, type CashAccount, servicer } from '#bank/account.ts'
import type { Grant } from '#bank/grant.ts'
import { type Account, accountOf, type Product } from '#mocks/account.ts'
import { secondsPerDay } from '#mocks/calendar.ts'
import type { Customer } from '#mocks/customer.ts'
import { externalAccountOf } from '#mocks/external.ts'
import type { World } from '#store/world.ts'
import { accountFor, accountsFor, bankOf, isoOf, type Page } from './bank.ts'
import { identityIn } from './people.ts'

/** Accounts as JSON texts of OBAccount6. */
export function listAccounts(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<string> {
  const { accounts, next } = accountsFor(world, grant, page)
  return { items: accounts.map((account) => textOf(world, account)), next }
}

/** One account as JSON text of OBAccount6. */
export function findAccount(world: World, grant: Grant<'accounts'>, accountId: string): string {
  return textOf(world, accountFor(world, grant, accountId))
}

/** What the seed computes of an account never changes, so its text lives as long as the account itself. */
const texts = new WeakMap<Account, string>()

function textOf(world: World, account: Account): string {
  let text = texts.get(account)
  if (text === undefined) {
    text = JSON.stringify(view(world, account))
    texts.set(account, text)
  }
  return text
}

const facts = {
  current: { type: 'CACC', description: 'Current Account', nickname: 'Everyday' },
  savings: { type: 'SVGS', description: 'Instant Saver', nickname: 'Savings' },
  card: { type: 'CARD', description: 'Credit Card', nickname: 'Credit card' },
} as const

function view(world: World, account: Account): AccountView {
  const { type, description, nickname } = facts[account.product]
  const opened = isoOf(account.opened * secondsPerDay)
  return {
    AccountId: account.id,
    Status: 'Enabled',
    StatusUpdateDateTime: opened,
    Currency: 'GBP',
    AccountCategory: account.customer.persona.category,
    AccountTypeCode: type,
    Description: description,
    Nickname: nickname,
    OpeningDate: opened,
    Account: [cashAccount(world, account)],
    Servicer: servicer,
  }
}

/** How others pay into, or recognise, one of this bank's accounts. */
function cashAccount(world: World, account: Account): CashAccount {
  const { name } = identityIn(world, account.customer)
  if (account.product === 'card') return { SchemeName: 'UK.OBIE.PAN', Identification: account.maskedPan, Name: name }
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: account.sortCode + account.number, Name: name }
}

/** The other side of a payment: another account of the same customer, or somebody who banks elsewhere. */
export function otherAccount(world: World, customer: Customer, party: string, own: Product | undefined): CashAccount {
  const mine = own && accountOf(bankOf(world), `acc_${customer.index}_${own}`)
  if (mine) return cashAccount(world, mine)
  return { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: externalAccountOf(party), Name: party }
}
