import { html } from 'hono/html'
import { isAccountFixed } from '#actions/authorization/payment-choices.ts'
import type { PayeeCheck } from '#actions/payments/confirmation-of-payee.ts'
import { type Fact, facts, numberFact } from '#apps/authorization/pages/facts.ts'
import { nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { MandateRecord } from '#bank/consents/consent.ts'
import { referenceOf } from '#bank/standard/remittance.ts'
import { firstPeriodStart } from '#bank/vrp/limits.ts'
import { mandateRequestOf } from '#bank/vrp/mandate.ts'
import { payeeCheckResult, payeeWarning } from './payee-check.ts'
import { debitFacts } from './payment.ts'

type Mandate = { readonly consent: MandateRecord; readonly check: PayeeCheck | undefined }

/** Builds the parts of a VRP mandate: the payee, the limits and the expiry. */
export function mandateParts(t: Texts, app: string, { consent, check }: Mandate): ConsentParts {
  const words = t.mandate
  const { ControlParameters: limits, Initiation } = mandateRequestOf(consent).Data
  const payee = Initiation.CreditorAccount?.Name ?? words.anyPayee(app)
  const most = t.amount(limits.MaximumIndividualAmount)
  const isAsking = !limits.PSUAuthenticationMethods.includes('UK.OBIE.SCANotRequired')
  const isNamed = isAccountFixed(consent)
  const all = limitFacts(t, app, consent)
  const details = (limits: readonly Fact[]) =>
    html`<section aria-labelledby="limits"><h2 id="limits">${words.facts}</h2>${facts(limits)}${Initiation.CreditorAccount ? payeeCheckResult(t, check) : nothing}</section>`
  return {
    family: 'mandate',
    title: words.title(app),
    summary: words.summary(payee, most),
    lead: html`<p>${isAsking ? words.lead.asking(app) : words.lead.alone(app)}</p>`,
    details: details(all),
    authorisedDetails: (isOver) => details(limitFacts(t, app, consent, isOver)),
    accounts: {
      legend: t.payment.from,
      hint: isNamed ? t.payment.fixed(app) : undefined,
      isOne: true,
      isFixed: isNamed,
      missing: t.payment.missing,
      none: isNamed ? t.payment.notYours : t.payment.none,
      notEnough: '',
    },
    approve: words.approve,
    yes: t.consent.approve(app),
    code: {
      lead: words.codeLead(app, payee, most),
      message: (code, bank) => words.message(code, app, payee, most, bank),
      again: (account) => html`${facts([...all, ...debitFacts(t, undefined, account)])}${payeeWarning(t, check)}`,
    },
  }
}

function limitFacts(t: Texts, app: string, consent: MandateRecord, isOver = false): Fact[] {
  const words = t.mandate
  const { ControlParameters: limits, Initiation } = mandateRequestOf(consent).Data
  const { ValidToDateTime, MaximumIndividualAmount, PeriodicLimits, VRPType } = limits
  const { CreditorAccount } = Initiation
  const from = t.date(firstPeriodStart(limits, consent.createdAt))
  const isSweep = VRPType.every((type) => type === 'UK.OBIE.VRPType.Sweeping')
  return [
    [words.payee, CreditorAccount?.Name ?? words.anyPayeeFact(app)],
    ...(CreditorAccount
      ? [numberFact(t, { scheme: CreditorAccount.SchemeName, identification: CreditorAccount.Identification })]
      : []),
    [words.reference, referenceOf(Initiation.RemittanceInformation)],
    [words.each, words.upTo(t.amount(MaximumIndividualAmount))],
    [
      words.together,
      html`${PeriodicLimits.map((limit) => html`<span class="line">${words.limit(t.amount(limit), limit, from)}</span>`)}`,
    ],
    [words.kind, isSweep ? words.sweeping : words.other],
    [words.from, from],
    [
      words.until,
      ValidToDateTime !== undefined
        ? words.untilDay(t.date(Date.parse(ValidToDateTime)))
        : isOver
          ? undefined
          : words.untilStopped,
    ],
  ]
}
