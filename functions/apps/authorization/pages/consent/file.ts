import { html } from 'hono/html'
import { isAccountFixed } from '#actions/authorization/payment-choices.ts'
import type { FileTerms } from '#actions/payments/terms.ts'
import { facts } from '#apps/authorization/pages/facts.ts'
import { nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { debitFacts, debitOf } from './payment.ts'

type File = { readonly consent: PaymentConsentRecord; readonly terms: FileTerms }

/** Builds the parts of a file of payments: their number and total. */
export function fileParts(t: Texts, app: string, { consent, terms }: File): ConsentParts {
  const words = t.payment
  const { payments, sum, reference } = terms
  const total = sum && t.money(sum.amount, sum.currency)
  const what = words.fileSummary(payments, total)
  const isNamed = isAccountFixed(consent)
  const known = [
    [words.payments, payments === undefined ? undefined : String(payments)],
    [words.sum, total],
    [words.reference, reference],
  ] as const
  const details = html`<section aria-labelledby="payment"><h2 id="payment">${words.fileFacts}</h2>${facts(known)}<p class="hint">${words.file}</p></section>`
  return {
    family: 'payment',
    title: words.fileTitle(app),
    summary: what,
    lead: total === undefined ? nothing : html`<p class="amount"><strong class="money">${total}</strong></p>`,
    details,
    authorisedDetails: () => details,
    accounts: {
      legend: words.from,
      hint: isNamed ? words.fixed(app) : undefined,
      isOne: true,
      isFixed: isNamed,
      missing: words.missing,
      none: isNamed ? words.notYours : words.none,
      leaves: (account) => debitOf(t, sum, account, words.leaves),
      notEnough: words.warning,
    },
    approve: words.approve,
    yes: words.yes,
    code: {
      lead: words.codeLead(what),
      message: (code, bank) => words.message(code, what, '', bank),
      again: (account) => facts([...known, ...debitFacts(t, sum, account)]),
    },
  }
}
