import { html } from 'hono/html'
import { isAccountFixed, type PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PaymentTerms } from '#actions/payments/terms.ts'
import { accountNumber, type Fact, facts, numberFact } from '#apps/authorization/pages/facts.ts'
import type { Html } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Sum } from '#bank/payments/routing.ts'
import { payeeCheckResult, payeeWarning } from './payee-check.ts'

type Payment = { readonly consent: PaymentConsentRecord; readonly terms: PaymentTerms }

/** Builds the parts of a payment or standing order: amount, payee, date and charges. */
export function paymentParts(t: Texts, app: string, { consent, terms }: Payment): ConsentParts {
  const words = t.payment
  const { amount, payee, when } = terms
  const shown = t.money(amount.amount, amount.currency)
  const isStanding = when.by === 'frequency'
  const what = isStanding
    ? words.standingSummary(shown, payee.name, t.rhythm(when.frequency, when.recurringAt))
    : words.summary(shown, payee.name)
  const isNamed = isAccountFixed(consent)
  const details = (isOver: boolean) =>
    html`<section aria-labelledby="payment"><h2 id="payment">${isStanding ? words.standingFacts : words.facts}</h2>${facts(factsOf(t, terms, isOver))}${payeeCheckResult(t, terms.check)}</section>`
  return {
    family: 'payment',
    title: isStanding ? words.standingTitle(app) : words.title(app),
    summary: what,
    lead: html`<p class="amount"><strong class="money">${shown}</strong> <span>${words.to(payee.name)}</span></p>`,
    details: details(false),
    authorisedDetails: details,
    accounts: {
      legend: words.from,
      hint: isNamed ? words.fixed(app) : undefined,
      isOne: true,
      isFixed: isNamed,
      missing: words.missing,
      none: isNamed ? words.notYours : words.none,
      leaves: (account) => debitOf(t, amount, account, words.leaves),
      notEnough:
        when.by === 'now' ? words.warning : words.warningLater(t.date(when.by === 'day' ? when.at : when.firstAt)),
    },
    approve: words.approve,
    yes: words.yes,
    code: {
      lead: words.codeLead(what),
      message: (code, bank) => words.message(code, what, accountNumber(payee), bank),
      again: (account) =>
        html`${facts([
          [isStanding ? words.each : words.amount, html`<strong class="money">${shown}</strong>`],
          [words.payee, payee.name],
          numberFact(t, payee),
          ...whenFacts(t, terms),
          ...debitFacts(t, terms.amount, account),
        ])}${payeeWarning(t, terms.check)}`,
    },
  }
}

/** The chosen account, and the debit. */
export function debitFacts(t: Texts, amount: Sum | undefined, account: PayingChoice | undefined): Fact[] {
  if (!account) return []
  const words = t.payment
  return [
    [words.from, `${account.name}, ${t.consent.ending(account.number)}`],
    [words.leavesLabel, debitOf(t, amount, account, words.leavesOf)],
  ]
}

/**
 * The debit of an account. Returns undefined if it is just the amount, without charges and in the
 * same currency.
 */
export function debitOf(
  t: Texts,
  amount: Sum | undefined,
  { leaves, currency }: PayingChoice,
  say: (amount: string, fee: string | undefined) => string,
): string | undefined {
  if (!leaves || (leaves.fee === 0n && amount?.currency === currency)) return undefined
  const fee = leaves.fee === 0n ? undefined : t.money(leaves.fee, currency)
  return say(t.money(leaves.amount + leaves.fee, currency), fee)
}

function factsOf(t: Texts, terms: PaymentTerms, isOver: boolean): Fact[] {
  const words = t.payment
  const { payee, country, reference, charges, when, target } = terms
  const isDated = when.by !== 'now'
  const sent = terms.sent && t.money(terms.sent.amount, terms.sent.currency)
  const each = charges.map(({ Type, Amount, ChargeBearer }) => words.charge(Type, t.amount(Amount), ChargeBearer))
  return [
    [words.payee, payee.name],
    numberFact(t, payee),
    [words.country, country === undefined ? undefined : t.country(country)],
    [words.sent, sent && (isDated ? words.about(sent) : sent)],
    [words.currency, target === 'GBP' ? undefined : t.currency(target)],
    [words.reference, reference],
    ...whenFacts(t, terms, isOver),
    [words.charges, each.length === 0 ? words.noCharges : lines(each)],
    [words.rate, rateOf(t, terms)],
  ]
}

const lines = (all: readonly string[]): Html => html`${all.map((one) => html`<span class="line">${one}</span>`)}`

function whenFacts(t: Texts, { when }: PaymentTerms, isOver = false): Fact[] {
  const words = t.payment
  if (when.by !== 'frequency')
    return [
      [words.when, when.by === 'now' ? words.now : words.onDay(t.date(when.at))],
      [words.arrives, when.arrives === undefined ? undefined : t.moment(when.arrives)],
    ]
  const { frequency, recurringAt, firstAt, finalAt, payments, first, final } = when
  return [
    [words.when, words.rhythm(t.rhythm(frequency, recurringAt))],
    [words.first, words.firstOf(t.date(firstAt), first && t.money(first.amount, first.currency))],
    [words.last, final && t.money(final.amount, final.currency)],
    [
      words.ends,
      finalAt !== undefined
        ? words.endsOn(t.date(finalAt))
        : payments !== undefined
          ? words.endsAfter(payments)
          : isOver
            ? undefined
            : words.endsNever,
    ],
  ]
}

/**
 * The exchange rate: one unit of its currency in the other currency, the payer's or the payee's.
 */
function rateOf(t: Texts, { rate, amount, target, when }: PaymentTerms): Html | undefined {
  if (!rate) return undefined
  const words = t.payment
  const pair = [amount.currency === target ? 'GBP' : amount.currency, target]
  const other = pair.find((one) => one !== rate.UnitCurrency) ?? ''
  const until =
    rate.ExpirationDateTime === undefined || when.by !== 'now'
      ? words.rateOnDay
      : words.rateUntil(t.moment(Date.parse(rate.ExpirationDateTime)))
  return html`${words.rateOf(rate.UnitCurrency, rate.ExchangeRate, other)}<span class="line hint">${until}</span>`
}
