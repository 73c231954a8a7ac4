import { html } from 'hono/html'
import { mostMandatePayments } from '#actions/authorization/payments-made.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { CurrencyCode } from '#bank/money/currency.ts'
import { describeOrder, type OrderWithStatus } from './order-text.ts'

/** A payment under a mandate, with its payee. */
export type MandatePayment = OrderWithStatus & { readonly payee: string }

/** The payments under a mandate, newest first. */
export function mandatePaymentsSection(t: Texts, payments: readonly MandatePayment[]): Html {
  const words = t.mandate
  const lines = payments.map((one) => {
    const { amount, currency, createdAt } = one.order
    const what = t.payment.summary(t.money(BigInt(amount), currency as CurrencyCode), one.payee)
    return html`<li><h3>${what}</h3><p><strong>${describeOrder(t, one)}</strong></p><p class="small">${t.moment(createdAt)}</p></li>`
  })
  return html`<section aria-labelledby="paid"><h2 id="paid">${words.paid}</h2>${
    lines.length === 0 ? html`<p>${words.notPaid}</p>` : html`<ul class="cards">${lines}</ul>`
  }${lines.length < mostMandatePayments ? nothing : html`<p class="hint">${words.more(mostMandatePayments)}</p>`}</section>`
}
