import { html } from 'hono/html'
import { accountNumber, facts } from '#apps/authorization/pages/facts.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { FundsConsentRecord } from '#bank/consents/consent.ts'
import type { FundsConsentRequest } from '#bank/payments/funds-confirmation.ts'

/** Builds the parts of a funds confirmation consent: the app, the account and the expiry. */
export function fundsParts(t: Texts, app: string, consent: FundsConsentRecord): ConsentParts {
  const words = t.funds
  const { DebtorAccount } = (consent.request as FundsConsentRequest).Data
  const number = accountNumber({ scheme: DebtorAccount.SchemeName, identification: DebtorAccount.Identification })
  const until = consent.expiresAt
  const known = (isOver: boolean) =>
    facts([
      [words.account, number],
      [words.until, until !== undefined ? words.untilDay(t.moment(until)) : isOver ? undefined : words.untilStopped],
    ])
  const details = (isOver: boolean) =>
    html`<section aria-labelledby="question"><h2 id="question">${words.facts}</h2>${known(isOver)}</section>`
  return {
    family: 'funds',
    title: words.title(app),
    summary: words.summary(number),
    lead: html`<p>${words.lead(app)}</p>`,
    details: details(false),
    authorisedDetails: details,
    accounts: {
      legend: words.from,
      isOne: true,
      isFixed: true,
      missing: words.missing,
      none: words.notYours,
      notEnough: '',
    },
    approve: t.consent.approve(app),
    yes: t.consent.approve(app),
    code: {
      lead: words.codeLead(app),
      message: (code, bank) => words.message(code, app, bank),
      again: () => known(false),
    },
  }
}
