import { html } from 'hono/html'
import { minorOf, type OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { accountNumber, facts } from '#apps/authorization/pages/facts.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import { badge, icon } from '#looks/index.ts'
import { ownPage } from './own-page.ts'
import { kindOf, nameOf, signedAmount, signOf, sum } from './transactions.ts'

export type TransactionView = {
  readonly name: string
  readonly token: string
  readonly account: OwnAccount
  readonly transaction: Transaction
  /** Who made the payment: the customer at the bank, an app under a consent, if known. */
  readonly by: 'customer' | { readonly app: string; readonly consent: string } | undefined
}

/** A transaction as a receipt. */
export function transactionPage(settings: PageSettings, view: TransactionView): Html {
  const { t, base } = settings
  const { name, token, account, transaction: one, by } = view
  const words = t.bank.transaction
  const isIn = one.CreditDebitIndicator === 'Credit'
  const isPending = one.Status === 'PDNG'
  const other = isIn ? one.DebtorAccount : one.CreditorAccount
  const who = nameOf(one)
  const { CurrencyExchange: abroad, ChargeAmount: charge, CardInstrument: card, Balance: after } = one
  return ownPage(
    settings,
    who,
    html`<p class="links"><a href="${base}/customer/accounts/${account.id}">${icon('back')}${words.back(account.name)}</a></p>
<div class="receipt">${signOf(one, 'big')}<h1><span class="amount${isIn ? ' in' : ''}">${signedAmount(t, one)}</span> <span class="who">${isIn ? words.from(who) : words.to(who)}</span></h1>
<p>${isPending ? badge('pending', words.pending) : badge('settled', words.booked)}</p></div>
${facts([
  [isPending ? words.expected : words.when, t.moment(Date.parse(one.BookingDateTime))],
  [words.made, isPending ? t.moment(Date.parse(one.ValueDateTime)) : undefined],
  [words.kind, kindOf(t, one)],
  [words.reference, one.TransactionReference],
  [words.account, html`<a href="${base}/customer/accounts/${account.id}">${account.name}</a>`],
  [words.other, other && accountNumber({ scheme: other.SchemeName ?? '', identification: other.Identification })],
  [words.card, card?.Identification.replace(/^X+/, '•••• ')],
  [words.abroad, abroad?.InstructedAmount && t.amount(abroad.InstructedAmount)],
  [words.charge, charge && t.amount(charge)],
  [words.after, after && sum(t, minorOf(after), account.currency)],
  [words.by, by === 'customer' ? words.byYou : undefined],
  [words.id, html`<code>${one.TransactionId}</code>`],
])}
${
  by === undefined || by === 'customer'
    ? nothing
    : html`<a class="box way" href="${base}/customer/consents/${by.consent}"><span class="ico">${icon('shield')}</span><span class="what"><strong>${words.byApp(by.app)}</strong><small>${words.byAppHint}</small></span>${icon('arrow')}</a>`
}`,
    { name, token, place: 'home', isNarrow: true },
  )
}
