import { html } from 'hono/html'
import type { OwnAccount } from '#apps/authorization/customer/own-accounts.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { outcomeSign } from '#apps/authorization/pages/end.ts'
import { accountNumber, facts } from '#apps/authorization/pages/facts.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { CurrencyCode } from '#bank/money/currency.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { icon } from '#looks/index.ts'
import { ownPage } from './own-page.ts'
import { sum } from './transactions.ts'

export type PaidView = {
  readonly name: string
  readonly token: string
  readonly account: OwnAccount
  readonly order: OrderRecord
  readonly payee: { readonly SchemeName: string; readonly Identification: string; readonly Name: string }
  readonly reference: string | undefined
  /** The status, in words. */
  readonly state: string
}

/** The receipt of a payment that the customer made at the bank. */
export function paidPage(settings: PageSettings, view: PaidView): Html {
  const { t, base } = settings
  const { name, token, account, order, payee, reference, state } = view
  const words = t.bank.pay
  const amount = t.money(BigInt(order.amount), order.currency as CurrencyCode)
  const title = order.stopped ? words.notPaid(amount) : order.waits ? words.waits(amount) : words.paid(amount)
  return ownPage(
    settings,
    title,
    html`<div class="receipt">${order.waits ? html`<span class="sign">${icon('clock')}</span>` : outcomeSign(!order.stopped)}
<h1>${title}</h1><p class="soft">${t.payment.to(payee.Name)}</p>${order.stopped ? html`<p>${words.notPaidHint}</p>` : nothing}</div>
${facts([
  [t.bank.transaction.status, state],
  [t.bank.transaction.when, t.moment(order.createdAt)],
  [
    words.to,
    html`<span class="line">${payee.Name}</span><span class="line num">${accountNumber({ scheme: payee.SchemeName, identification: payee.Identification })}</span>`,
  ],
  [words.from, html`<a href="${base}/customer/accounts/${account.id}">${account.name}</a>`],
  [words.reference, reference],
  [t.bank.balance, sum(t, account.balance, account.currency)],
  [words.paymentNumber, html`<code>${order.id}</code>`],
])}
<p class="actions"><a class="btn" href="${base}/customer">${t.bank.back}</a><a class="btn quiet" href="${base}/customer/pay?from=${account.id}">${order.stopped ? words.tryAgain : words.another}</a></p>`,
    { name, token, place: 'pay', isNarrow: true },
  )
}
