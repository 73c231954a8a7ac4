import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { holderNameOf, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { servicer } from '#bank/account-information/account.ts'
import { ibanOf } from '#bank/account-information/iban.ts'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type Currency, formatDecimal } from '#bank/money/money.ts'
import type { PaperRow, StatementPaper } from '#formats/statement-pdf.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { products } from '#mocks/accounts/products.ts'
import { monthAt, monthOfYear, yearOf } from '#mocks/base/calendar.ts'
import { type Exchange, feeWithin } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { World } from '#store/world.ts'
import { requireAccount } from './access.ts'
import { findStatementPeriod, statementReferenceOf } from './statements.ts'

/**
 * A statement as a customer would find it in the post, and as the same bytes whenever it is asked
 * for.
 */
export async function buildStatementFile(
  world: World,
  grant: Grant<'accounts'>,
  { AccountId, StatementId }: { AccountId: string; StatementId: string },
): Promise<{ media: string; fileName: string; bytes: Uint8Array<ArrayBuffer> }> {
  const account = requireAccount(world, grant, AccountId)
  const paper = paperOf(world, account, findStatementPeriod(world, grant, AccountId, StatementId))
  // Loaded when it is first asked for: no other request waits for a library that only this one
  // needs.
  const { writeStatementPdf } = await import('#formats/statement-pdf.ts')
  return { media: statementMedia, fileName: `${StatementId}.pdf`, bytes: await writeStatementPdf(paper) }
}

/** The one form that statements are printed in. */
export const statementMedia = 'application/pdf'

function paperOf(world: World, account: Account, { from, to }: { from: number; to: number }): StatementPaper {
  const { customer, currency, role, creditLine } = account
  const entries = [...iterateEntries(world, account, { from, to, now: to })].map(({ entry }) => entry).reverse()
  const { address } = identityOfCustomer(world, customer)
  const opening = accountBalanceAt(world, account, from - 1)
  const closing = accountBalanceAt(world, account, to)
  const totalOf = (some: Entry[]) => figure(Math.abs(some.reduce((sum, { amount }) => sum + amount, 0)))
  const totals = {
    out: totalOf(entries.filter(({ amount }) => amount < 0)),
    in: totalOf(entries.filter(({ amount }) => amount > 0)),
  }
  const sign = { GBP: '£', EUR: '€' }[currency]
  const priced = (text: string) => (text.startsWith('-') ? `-${sign}${text.slice(1)}` : sign + text)
  const month = `${months[monthOfYear(monthAt(from))]} ${yearOf(monthAt(from))}`
  const { title } = products[account.product]
  return {
    bank: servicer.Name,
    month,
    made: to + 1,
    holder: holderNameOf(world, account),
    address: [`${address.building} ${address.street}`, address.town, address.county, address.postcode],
    facts: [
      ['Account', title],
      ...identification(account),
      ...(creditLine > 0 && role !== 'loan'
        ? ([[role === 'card' ? 'Credit limit' : 'Arranged overdraft', priced(figure(creditLine))]] as const)
        : []),
      ['Period', `${dayText(from)} to ${dayText(to)}`],
      ['Statement', statementReferenceOf(monthAt(from))],
      ['Issued', dayText(to + 1)],
    ],
    account: `${title}, ${identification(account)
      .slice(0, 2)
      .map(([label, value]) => `${label.toLowerCase()} ${value}`)
      .join(', ')}`,
    sums: [
      ['Opening balance', priced(figure(opening))],
      ['Paid in', priced(totals.in)],
      ['Paid out', priced(totals.out)],
      ['Closing balance', priced(figure(closing))],
    ],
    rows: entries.map((entry) => rowOf(account, entry)),
    opening: figure(opening),
    closing: figure(closing),
    totals,
    notes: [
      ...(entries.length === 0 ? ['Nothing moved on this account in this period.'] : []),
      `Amounts are in ${{ GBP: 'pounds sterling', EUR: 'euros' }[currency]}. A balance below zero is owed to the bank.`,
    ],
    footer: `${servicer.Name} is a sandbox. This statement is synthetic: the customer, the account and the money are invented.`,
  }
}

/**
 * How the account is recognised: its numbers, or a card's with all but the last four digits hidden.
 */
function identification(account: Account): (readonly [label: string, value: string])[] {
  const { role, sortCode, number } = account
  if (role === 'card') return [['Card number', inGroups(maskedPan(account), 4)]]
  return [
    ['Sort code', sortCode.replaceAll(/(..)(?=.)/g, '$1-')],
    ['Account number', number],
    ['IBAN', inGroups(ibanOf(sortCode, number), 4)],
    ['BIC', servicer.Identification],
  ]
}

function rowOf({ currency }: Account, entry: Entry): PaperRow {
  const { at, amount, balance, kind, party, reference, exchange } = entry
  return {
    date: shortDayText(at),
    kind: kindText(kind),
    description: reference ? `${party} ${reference}` : party,
    ...(exchange && { detail: exchangeText(amount, exchange, currency) }),
    out: amount < 0 ? figure(-amount) : '',
    in: amount < 0 ? '' : figure(amount),
    balance: figure(balance),
  }
}

/**
 * A purchase abroad tells the fee that is within the amount; money moved to a euro account has
 * none.
 */
function exchangeText(amount: number, exchange: Exchange, currency: Currency): string {
  const fee = exchange.currency === currency ? 0 : feeWithin(amount, exchange)
  const rate = `${exchange.currency} ${figure(exchange.amount)} at ${exchange.rate} to the pound`
  return fee > 0 ? `${rate}, fee ${figure(fee)}` : rate
}

/** `Direct debit returned`: the bank's own code in words. */
const kindText = (kind: TransactionKind): string => {
  const [first = '', ...others] = transactionKinds[kind].own.split(/(?=[A-Z])/)
  return [first, ...others.map((word) => word.toLowerCase())].join(' ')
}

const inGroups = (digits: string, size: number): string =>
  (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ')

/** Minor units as people write them: -123456 is `-1,234.56`. */
function figure(minor: number): string {
  const digits = formatDecimal(BigInt(minor)).replaceAll(/\B(?=(\d{3})+\.)/g, ',')
  return minor < 0 ? `-${digits}` : digits
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `24 November 2026` of epoch seconds. */
function dayText(at: number): string {
  const date = new Date(at * 1000)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `24 Nov` of epoch seconds: the year stands above. */
function shortDayText(at: number): string {
  const date = new Date(at * 1000)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]?.slice(0, 3)}`
}
