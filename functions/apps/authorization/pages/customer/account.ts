import { html } from 'hono/html'
import type { MonthOfSpending } from '#actions/pictures/spending.ts'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { accountNumber, type Fact, facts } from '#apps/authorization/pages/facts.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { DirectDebit } from '#bank/account-information/direct-debit.ts'
import type { StandingOrder } from '#bank/account-information/standing-order.ts'
import type { Transaction } from '#bank/account-information/transaction.ts'
import { emptyState, icon } from '#looks/index.ts'
import { availability, statusOf } from './accounts.ts'
import { ownPage } from './own-page.ts'
import { spendingSection } from './spending.ts'
import { sum, transactionDays } from './transactions.ts'

export type AccountView = {
  readonly name: string
  readonly token: string
  readonly account: OwnAccount
  readonly canPay: boolean
  readonly transactions: readonly Transaction[]
  /** What was searched for. */
  readonly sought: string | undefined
  /** Where the page begins, unless it is the first, and where the next one does. */
  readonly page: string | undefined
  readonly next: string | undefined
  readonly spending: readonly MonthOfSpending[]
  /** The month whose categories are shown, such as `2026-11`. */
  readonly month: string
  readonly standingOrders: readonly StandingOrder[]
  readonly directDebits: readonly DirectDebit[]
}

/** How many regular payments stand before the others. */
const shownFirst = 6

/** An account: its balance, transactions with a search, spending, and regular payments. */
export function accountPage(settings: PageSettings, view: AccountView): Html {
  const { t, base } = settings
  const { name, token, account, canPay } = view
  const state = statusOf(t, account)
  return ownPage(
    settings,
    account.name,
    html`<p class="links"><a href="${base}/customer">${icon('back')}${t.bank.back}</a></p>
<div class="own-head"><div><h1>${account.name}</h1><p class="soft small">${account.title}${state === undefined ? nothing : html` · ${state}`}</p></div>
<div class="end"><p class="big">${sum(t, account.balance, account.currency)}</p><p class="small soft">${availability(t, account)}</p></div></div>
${canPay ? html`<p class="actions"><a class="btn" href="${base}/customer/pay?from=${account.id}">${icon('arrow')}${t.bank.payFriend}</a></p>` : nothing}
${
  view.sought === undefined && view.page === undefined
    ? html`<div class="own-account">${spendingSection(settings, view.spending, view.month, account.currency)}
${transactionSection(settings, view)}<div>
${regularSection(settings, view)}
<section aria-labelledby="numbers"><h2 id="numbers">${t.bank.account.numbers}</h2>${facts(numberFacts(t, account))}</section></div></div>`
    : transactionSection(settings, view)
}`,
    { name, token, place: 'home' },
  )
}

function transactionSection(settings: PageSettings, view: AccountView): Html {
  const { sought, transactions, next, page } = view
  const words = settings.t.bank.account
  const query = (from: string) => `?${new URLSearchParams({ ...(sought !== undefined && { q: sought }), page: from })}`
  const found =
    transactions.length > 0
      ? words.found(transactions.length, sought ?? '', next !== undefined)
      : next === undefined
        ? words.foundNone(sought ?? '')
        : words.foundNoneYet(sought ?? '')
  return html`<section class="transactions" aria-labelledby="transactions"><h2 id="transactions">${words.transactions}</h2><form method="get" role="search" class="row search"><label class="field">${icon('search')}<span class="hide">${words.search}</span><input type="search" name="q" value="${sought ?? ''}" maxlength="60" placeholder="${words.searchBrief}"></label><button class="btn quiet">${words.find}</button></form>
${sought === undefined ? nothing : html`<p class="small" role="status">${found} <a href="?">${words.all}</a></p>`}
${transactions.length === 0 && sought === undefined ? emptyState('list', settings.t.bank.noTransactions, settings.t.bank.noTransactionsHint) : transactionDays(settings, transactions)}
${next === undefined && page === undefined ? nothing : html`<p class="more">${page === undefined ? nothing : html`<a class="btn quiet" href="?${sought === undefined ? '' : new URLSearchParams({ q: sought })}">${words.latest}</a>`}${next === undefined ? nothing : html`<a class="btn quiet" href="${query(next)}">${words.older}</a>`}</p>`}</section>`
}

function regularSection({ t }: PageSettings, { standingOrders, directDebits }: AccountView): Html {
  const words = t.bank.account
  const rows = [
    ...standingOrders.map((one) => ({
      name: one.CreditorAccount?.Name ?? one.CreditorAccount?.Identification ?? '',
      kind: words.standingOrder,
      amount: one.NextPaymentAmount ?? one.LastPaymentAmount,
      next: one.NextPaymentDateTime,
      last: one.LastPaymentDateTime,
      isActive: one.StandingOrderStatusCode === 'ACTV',
    })),
    ...directDebits.map((one) => ({
      name: one.Name,
      kind: words.directDebit,
      amount: one.PreviousPaymentAmount,
      next: one.MandateRelatedInformation.RecurringPaymentDateTime,
      last: one.PreviousPaymentDateTime,
      isActive: one.DirectDebitStatusCode === 'ACTV',
    })),
  ]
  const said = ({ kind, isActive, next, last }: (typeof rows)[number]) =>
    !isActive
      ? words.ended(kind)
      : next !== undefined
        ? words.nextOn(kind, t.shortDate(Date.parse(next)))
        : last === undefined
          ? kind
          : words.lastOn(kind, t.shortDate(Date.parse(last)))
  const sorted = rows.toSorted((a, b) => Number(b.isActive) - Number(a.isActive))
  const [first, more] = [sorted.slice(0, shownFirst), sorted.slice(shownFirst)]
  const list = (some: typeof rows) =>
    html`<ul class="box accounts-list">${some.map(
      (one) =>
        html`<li><span class="ico">${icon(one.kind === words.directDebit ? 'bank' : 'calendar')}</span><span class="what"><strong>${one.name}</strong><small>${said(one)}</small></span><span class="money">${one.amount ? t.amount(one.amount) : nothing}</span></li>`,
    )}</ul>`
  return html`<section aria-labelledby="regular"><h2 id="regular">${words.regular}</h2>${
    sorted.length === 0
      ? html`<p class="hint">${words.noRegular}</p>`
      : html`${list(first)}${more.length === 0 ? nothing : html`<details class="figures"><summary>${words.moreRegular(more.length)}</summary>${list(more)}</details>`}`
  }</section>`
}

function numberFacts(t: Texts, { numbers, opened }: OwnAccount): Fact[] {
  const words = t.bank.account
  const rows = numbers.flatMap(({ SchemeName, Identification }): Fact[] => {
    if (SchemeName === 'UK.OBIE.SortCodeAccountNumber') {
      const [sortCode, number] = accountNumber({ scheme: SchemeName, identification: Identification }).split(' / ')
      return [
        [words.sortCode, sortCode],
        [words.number, number],
      ]
    }
    const name = SchemeName === 'UK.OBIE.IBAN' ? words.iban : words.card
    return [[name, accountNumber({ scheme: SchemeName, identification: Identification })]]
  })
  return [[words.holder, numbers[0]?.Name], ...rows, [words.opened, t.date(opened)]]
}
