import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import type { CurrencyCode } from '#bank/money/currency.ts'
import { badge, face, type IconName, icon } from '#looks/index.ts'

/** Lists transactions under the day on which they were booked. */
export function transactionDays(settings: PageSettings, transactions: readonly Transaction[]): Html {
  const { t } = settings
  const days = Map.groupBy(transactions, ({ Status, BookingDateTime }) =>
    Status === 'PDNG' ? '' : BookingDateTime.slice(0, 10),
  )
  return html`${[...days].map(
    ([day, some]) =>
      html`<h3 class="day">${day === '' ? t.bank.pending : nameDay(settings, day)}</h3><ul class="box moves">${some.map((one) => renderRow(settings, one))}</ul>`,
  )}`
}

function renderRow({ t, base }: PageSettings, one: Transaction): Html {
  const { AccountId, TransactionId, TransactionReference, CreditDebitIndicator, Status } = one
  const kind = kindOf(t, one)
  const isIn = CreditDebitIndicator === 'Credit'
  return html`<li><a href="${base}/customer/accounts/${AccountId}/transactions/${encodeURIComponent(TransactionId)}">${signOf(one)}<span class="what"><strong>${nameOf(one)}</strong><small>${TransactionReference ?? kind}</small></span><span class="money${isIn ? ' in' : ''}">${signedAmount(t, one)}${Status === 'PDNG' ? badge('pending', t.bank.pending) : nothing}</span></a></li>`
}

/** Returns with whom a transaction was, without its reference. */
export function nameOf({ MerchantDetails, TransactionInformation = '', TransactionReference }: Transaction): string {
  if (MerchantDetails) return MerchantDetails.MerchantName
  const end = ` ${TransactionReference}`
  return TransactionReference !== undefined && TransactionInformation.endsWith(end)
    ? TransactionInformation.slice(0, -end.length)
    : TransactionInformation
}

/** Returns what kind of transaction it is, in words. */
export const kindOf = ({ bank }: Texts, { ProprietaryBankTransactionCode: { Code } }: Transaction): string =>
  bank.transaction.kinds[Code] ?? Code

/** Formats the amount with a plus for money in, and nothing for money out. */
export const signedAmount = (t: Texts, { Amount, CreditDebitIndicator }: Transaction): string =>
  `${CreditDebitIndicator === 'Credit' ? '+' : ''}${t.amount(Amount)}`

/** The bank's own bookings have a sign of their own; people and shops show their initials. */
const signs: Readonly<Record<string, IconName>> = {
  CashWithdrawal: 'card',
  CashDeposit: 'card',
  CardRepayment: 'repeat',
  LoanAdvance: 'bank',
  LoanRepayment: 'repeat',
  Interest: 'plus',
  InterestCharged: 'bank',
  Fee: 'bank',
  PaymentReturned: 'restore',
  DirectDebitReturned: 'restore',
}

/** Draws who or what a transaction was with. */
export function signOf(one: Transaction, size: 'usual' | 'big' = 'usual'): Html {
  const sign = signs[one.ProprietaryBankTransactionCode.Code]
  if (sign === undefined) return face(nameOf(one), size)
  return html`<span class="face own${size === 'big' ? ' big' : ''}">${icon(sign)}</span>`
}

const dayMs = 86_400_000

/** Names a day such as `2026-11-24`: today, yesterday, or its date. */
function nameDay({ t, now = 0 }: PageSettings, day: string): string {
  const at = Date.parse(day)
  const ago = Math.floor(now / dayMs) - Math.floor(at / dayMs)
  if (ago === 0) return t.bank.account.today
  return ago === 1 ? t.bank.account.yesterday : t.weekday(at)
}

/** An amount in minor units, on one line. */
export const sum = (t: Texts, minor: bigint, currency: CurrencyCode): Html =>
  html`<span class="money">${t.money(minor, currency)}</span>`
