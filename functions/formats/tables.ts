import { transactionKinds } from '#bank/account-information/transaction.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { firstDay } from '#mocks/base/calendar.ts'
import { type Customer, type Identity, identityOf } from '#mocks/people/customer.ts'
import { type Booking, computeBalances, idOf, listAccounts, listBookings, type Part } from './part.ts'

/**
 * The type of a value: `money` is minor units, written as a decimal; `rate` has four decimals;
 * `instant` is epoch seconds; `day` is days since 1970-01-01.
 */
export type CellType = 'text' | 'integer' | 'money' | 'rate' | 'instant' | 'day'

/** One column. An empty text means no value, of any type. */
export type Column<Row> = {
  readonly name: string
  readonly type: CellType
  of(row: Row): string | number
  /** Whether a value of another type than text may be absent. A text always may. */
  readonly isOptional?: true
  /** The object that determines the value, if rows share it: formats cache the text by it. */
  readonly by?: (row: Row) => object
}

/** One table: every format writes the same columns in the same order. */
export type Table<Row> = {
  readonly name: string
  readonly columns: readonly Column<Row>[]
  rows(part: Part): Iterable<Row>
}

type Owner = { readonly customer: Customer; readonly identity: Identity }
type Held = { readonly account: Account; readonly opening: number; readonly closing: number }

export const customers: Table<Owner> = {
  name: 'customers',
  columns: [
    { name: 'customer_id', type: 'text', of: ({ customer }) => customer.id },
    { name: 'persona', type: 'text', of: ({ customer }) => customer.persona.id },
    { name: 'category', type: 'text', of: ({ customer }) => customer.persona.category },
    { name: 'account_name', type: 'text', of: ({ identity }) => identity.name },
    { name: 'title', type: 'text', of: ({ identity }) => identity.title },
    { name: 'person', type: 'text', of: ({ identity }) => identity.person },
    { name: 'born', type: 'day', of: ({ identity }) => identity.born },
    { name: 'building', type: 'text', of: ({ identity }) => identity.address.building },
    { name: 'street', type: 'text', of: ({ identity }) => identity.address.street },
    { name: 'town', type: 'text', of: ({ identity }) => identity.address.town },
    { name: 'county', type: 'text', of: ({ identity }) => identity.address.county },
    { name: 'postcode', type: 'text', of: ({ identity }) => identity.address.postcode },
    { name: 'email', type: 'text', of: ({ identity }) => identity.email },
    { name: 'mobile', type: 'text', of: ({ identity }) => identity.mobile },
    { name: 'customer_since', type: 'day', of: ({ customer }) => firstDay(customer.opened) },
  ],
  *rows({ bank, customers }) {
    for (const customer of customers) yield { customer, identity: identityOf(bank, customer) }
  },
}

export const accounts: Table<Held> = {
  name: 'accounts',
  columns: [
    { name: 'account_id', type: 'text', of: ({ account }) => account.id },
    { name: 'customer_id', type: 'text', of: ({ account }) => account.customer.id },
    { name: 'persona', type: 'text', of: ({ account }) => account.customer.persona.id },
    { name: 'product', type: 'text', of: ({ account }) => account.product },
    { name: 'currency', type: 'text', of: ({ account }) => account.currency },
    { name: 'sort_code', type: 'text', of: ({ account }) => account.sortCode },
    { name: 'account_number', type: 'text', of: ({ account }) => account.number },
    { name: 'masked_pan', type: 'text', of: ({ account }) => maskedPan(account) },
    { name: 'opened', type: 'day', of: ({ account }) => account.opened },
    { name: 'credit_line', type: 'money', of: ({ account }) => account.creditLine },
    { name: 'opening_balance', type: 'money', of: ({ opening }) => opening },
    { name: 'closing_balance', type: 'money', of: ({ closing }) => closing },
  ],
  *rows(part) {
    for (const account of listAccounts(part)) yield { account, ...computeBalances(part, account) }
  },
}

const byAccount = ({ account }: Booking) => account
const byKind = ({ entry }: Booking) => transactionKinds[entry.kind]

export const transactions: Table<Booking> = {
  name: 'transactions',
  columns: [
    { name: 'transaction_id', type: 'text', of: idOf },
    { name: 'account_id', type: 'text', by: byAccount, of: ({ account }) => account.id },
    { name: 'customer_id', type: 'text', by: byAccount, of: ({ account }) => account.customer.id },
    { name: 'persona', type: 'text', by: byAccount, of: ({ account }) => account.customer.persona.id },
    { name: 'product', type: 'text', by: byAccount, of: ({ account }) => account.product },
    { name: 'currency', type: 'text', by: byAccount, of: ({ account }) => account.currency },
    { name: 'booked_at', type: 'instant', of: ({ entry }) => entry.at },
    { name: 'made_at', type: 'instant', of: ({ entry }) => entry.made },
    { name: 'amount', type: 'money', of: ({ entry }) => entry.amount },
    { name: 'amount_minor', type: 'integer', of: ({ entry }) => entry.amount },
    { name: 'balance', type: 'money', of: ({ entry }) => entry.balance },
    { name: 'balance_minor', type: 'integer', of: ({ entry }) => entry.balance },
    { name: 'kind', type: 'text', by: byKind, of: ({ entry }) => entry.kind },
    { name: 'code', type: 'text', by: byKind, of: ({ entry }) => transactionKinds[entry.kind].code },
    { name: 'sub_code', type: 'text', by: byKind, of: ({ entry }) => transactionKinds[entry.kind].subCode },
    { name: 'counterparty', type: 'text', of: ({ entry }) => entry.party },
    { name: 'mcc', type: 'text', of: ({ entry }) => entry.mcc },
    { name: 'reference', type: 'text', of: ({ entry }) => entry.reference },
    { name: 'foreign_currency', type: 'text', of: ({ entry }) => entry.exchange?.currency ?? '' },
    { name: 'foreign_minor', type: 'integer', of: ({ entry }) => entry.exchange?.amount ?? '', isOptional: true },
    { name: 'exchange_rate', type: 'rate', of: ({ entry }) => entry.exchange?.rate ?? '', isOptional: true },
  ],
  *rows(part) {
    for (const account of listAccounts(part)) yield* listBookings(part, account)
  },
}
