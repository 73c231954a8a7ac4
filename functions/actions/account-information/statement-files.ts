import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { holderNameOf, identityOfCustomer } from '#actions/accounts/lookup.ts'
import { lastLegAt, readLegsBetween } from '#actions/ledger/journal.ts'
import { servicer } from '#bank/account-information/account.ts'
import { ibanOf } from '#bank/account-information/iban.ts'
import { type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type Currency, formatDecimal } from '#bank/money/money.ts'
import type { PaperRow, StatementPaper } from '#formats/statement-pdf.ts'
import { type Account, maskedPan } from '#mocks/accounts/account.ts'
import { minimumRepayment, repaymentDay } from '#mocks/accounts/credit-card.ts'
import { products } from '#mocks/accounts/products.ts'
import { monthAt, monthOfYear, secondsPerDay, yearOf } from '#mocks/base/calendar.ts'
import { type Exchange, feeWithin } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { World } from '#store/world.ts'
import type { TimeRange } from './date-range.ts'
import { effectiveRate, formatPercent } from './products.ts'
import { requireAccount } from './reachable-accounts.ts'
import { findStatementPeriod, statementReferenceOf } from './statements.ts'

/**
 * Builds a statement as a PDF, as a customer would receive it by post. The same statement always
 * has the same bytes.
 */
export async function buildStatementFile(
  world: World,
  grant: Grant<'accounts'>,
  { AccountId, StatementId }: { AccountId: string; StatementId: string },
): Promise<{ media: string; fileName: string; bytes: Uint8Array<ArrayBuffer> }> {
  const account = requireAccount(world, grant, AccountId)
  const period = findStatementPeriod(world, grant, AccountId, StatementId)
  const paper = buildPaper(world, account, period, await readLegsBetween(world, account.id, period))
  // Loaded on first use, because no other request needs this library.
  const { writeStatementPdf } = await import('#formats/statement-pdf.ts')
  return { media: statementMedia, fileName: `${StatementId}.pdf`, bytes: await writeStatementPdf(paper) }
}

/** The only media type of statement files. */
export const statementMedia = 'application/pdf'

function buildPaper(world: World, account: Account, { from, to }: TimeRange, legs: readonly Leg[]): StatementPaper {
  const { customer, currency } = account
  const entries = [...iterateEntries(world, account, { from, to, now: to }, legs)].map(({ entry }) => entry).reverse()
  const { address } = identityOfCustomer(world, customer)
  const opening = accountBalanceAt(world, account, from - 1, lastLegAt(legs, from - 1))
  const closing = accountBalanceAt(world, account, to, lastLegAt(legs, to))
  const totalOf = (some: Entry[]) => formatAmount(Math.abs(some.reduce((sum, { amount }) => sum + amount, 0)))
  const totals = {
    out: totalOf(entries.filter(({ amount }) => amount < 0)),
    in: totalOf(entries.filter(({ amount }) => amount > 0)),
  }
  const sign = { GBP: '£', EUR: '€' }[currency]
  const priced = (text: string) => (text.startsWith('-') ? `-${sign}${text.slice(1)}` : sign + text)
  const month = `${monthNames[monthOfYear(monthAt(from))]} ${yearOf(monthAt(from))}`
  const { title } = products[account.product]
  return {
    bank: servicer.Name,
    month,
    made: to + 1,
    holder: holderNameOf(world, account),
    address: [`${address.building} ${address.street}`, address.town, address.county, address.postcode],
    facts: [
      ['Account', title],
      ...identificationFacts(account),
      ...buildCreditFacts(account, { to, closing }, priced),
      ['Period', `${formatDay(from)} to ${formatDay(to)}`],
      ['Statement', statementReferenceOf(monthAt(from))],
      ['Issued', formatDay(to + 1)],
    ],
    account: `${title}, ${identificationFacts(account)
      .slice(0, 2)
      .map(([label, value]) => `${label.toLowerCase()} ${value}`)
      .join(', ')}`,
    sums: [
      ['Opening balance', priced(formatAmount(opening))],
      ['Paid in', priced(totals.in)],
      ['Paid out', priced(totals.out)],
      ['Closing balance', priced(formatAmount(closing))],
    ],
    rows: entries.map((entry) => buildRow(account, entry)),
    opening: formatAmount(opening),
    closing: formatAmount(closing),
    totals,
    notes: [
      ...(entries.length === 0 ? ['Nothing moved on this account in this period.'] : []),
      `Amounts are in ${{ GBP: 'pounds sterling', EUR: 'euros' }[currency]}. A balance below zero is owed to the bank.`,
    ],
    footer: `${servicer.Name} is a sandbox. This statement is synthetic: the customer, the account and the money are invented.`,
  }
}

/**
 * Builds the facts of the credit that an account has: an overdraft's limit, or a card's limit, rate
 * and next payment.
 */
function buildCreditFacts(
  { customer, role, creditLine }: Account,
  { to, closing }: { to: number; closing: number },
  priced: (text: string) => string,
): (readonly [label: string, value: string])[] {
  const limit = priced(formatAmount(creditLine))
  if (role !== 'card') return creditLine > 0 && role !== 'loan' ? [['Arranged overdraft', limit]] : []
  const owed = Math.max(0, -closing)
  const due = repaymentDay(customer, monthAt(to) + 1) * secondsPerDay
  return [
    ['Credit limit', limit],
    ['Available credit', priced(formatAmount(Math.max(0, creditLine + closing)))],
    ['APR', `${formatPercent(effectiveRate(products.card.interest, 12))} %`],
    ['Minimum payment', priced(formatAmount(minimumRepayment(customer, owed)))],
    ['Payment due', owed > 0 ? formatDay(due) : 'No payment due'],
  ]
}

/** Returns the account's numbers, or a card number with all but the last four digits masked. */
function identificationFacts(account: Account): (readonly [label: string, value: string])[] {
  const { role, sortCode, number } = account
  if (role === 'card') return [['Card number', groupDigits(maskedPan(account), 4)]]
  return [
    ['Sort code', sortCode.replaceAll(/(..)(?=.)/g, '$1-')],
    ['Account number', number],
    ['IBAN', groupDigits(ibanOf(sortCode, number), 4)],
    ['BIC', servicer.Identification],
  ]
}

function buildRow({ currency }: Account, entry: Entry): PaperRow {
  const { at, amount, balance, kind, party, reference, exchange } = entry
  return {
    date: formatShortDay(at),
    kind: formatKind(kind),
    description: reference ? `${party} ${reference}` : party,
    ...(exchange && { detail: formatExchange(amount, exchange, currency) }),
    out: amount < 0 ? formatAmount(-amount) : '',
    in: amount < 0 ? '' : formatAmount(amount),
    balance: formatAmount(balance),
  }
}

/**
 * Formats the exchange of an entry. A purchase abroad includes the fee within its amount. A
 * transfer to a euro account has no fee.
 */
function formatExchange(amount: number, exchange: Exchange, currency: Currency): string {
  const fee = exchange.currency === currency ? 0 : feeWithin(amount, exchange)
  const rate = `${exchange.currency} ${formatAmount(exchange.amount)} at ${exchange.rate} to the pound`
  return fee > 0 ? `${rate}, fee ${formatAmount(fee)}` : rate
}

/** Formats the bank's own code as words: `Direct debit returned`. */
const formatKind = (kind: TransactionKind): string => {
  const [first = '', ...others] = transactionKinds[kind].own.split(/(?=[A-Z])/)
  return [first, ...others.map((word) => word.toLowerCase())].join(' ')
}

const groupDigits = (digits: string, size: number): string =>
  (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(' ')

/** Formats minor units with thousands separators: -123456 is `-1,234.56`. */
function formatAmount(minor: number): string {
  const digits = formatDecimal(BigInt(minor)).replaceAll(/\B(?=(\d{3})+\.)/g, ',')
  return minor < 0 ? `-${digits}` : digits
}

const monthNames = [
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

/** Formats epoch seconds as `24 November 2026`. */
function formatDay(at: number): string {
  const date = new Date(at * 1000)
  return `${date.getUTCDate()} ${monthNames[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** Formats epoch seconds as `24 Nov`. The heading has the year. */
function formatShortDay(at: number): string {
  const date = new Date(at * 1000)
  return `${date.getUTCDate()} ${monthNames[date.getUTCMonth()]?.slice(0, 3)}`
}
