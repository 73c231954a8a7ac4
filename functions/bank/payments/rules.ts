import type { Authorisation } from '#bank/standard/authorisation.ts'
import type { DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { checkDebtor, checkDomesticCreditor } from './account-rules.ts'
import { checkAgent } from './agent-rules.ts'
import { parseAmount } from './amounts.ts'
import { checkDates, parseExecutionDateTime, parseFutureDateTime } from './dates.ts'
import { checkFileAnnouncement } from './file-announcement.ts'
import type {
  DomesticInitiation,
  DomesticScheduledInitiation,
  DomesticStandingOrderInitiation,
  FileInitiation,
  InternationalInitiation,
  InternationalScheduledInitiation,
  InternationalStandingOrderInitiation,
} from './initiation-schemas.ts'
import { checkInternationalTerms } from './international.ts'
import { checkLocalInstrument, domesticInstruments } from './local-instruments.ts'
import { parsePlan } from './standing-orders.ts'

/** The part of a consent request that the rules of every kind of payment read. */
export type PaymentConsentRequest<I> = {
  readonly Data: { readonly Initiation: I; readonly Authorisation?: Authorisation | undefined }
}

const at = (field: string) => `Data.Initiation.${field}`
const pounds = ['GBP'] as const

/**
 * Rejects what no kind of payment allows: invalid dates, a past time to authorise, and a payer's
 * account that cannot be at this bank.
 */
function checkAnyPayment(
  { Data, ...rest }: PaymentConsentRequest<{ readonly DebtorAccount?: DebtorAccount | undefined }>,
  now: number,
): void {
  checkDates({ Data, ...rest })
  const { Authorisation, Initiation } = Data
  if (Authorisation?.CompletionDateTime !== undefined)
    parseFutureDateTime(Authorisation.CompletionDateTime, 'Data.Authorisation.CompletionDateTime', now)
  if (Initiation.DebtorAccount) checkDebtor(Initiation.DebtorAccount, at('DebtorAccount'))
}

function checkDomesticTerms({
  InstructedAmount,
  CreditorAccount,
  LocalInstrument,
}: DomesticInitiation | DomesticScheduledInitiation): void {
  parseAmount(InstructedAmount, at('InstructedAmount'), pounds)
  checkDomesticCreditor(CreditorAccount, at('CreditorAccount'))
  checkLocalInstrument(LocalInstrument, domesticInstruments, at('LocalInstrument'))
}

const checkExecution = (text: string, now: number) =>
  parseExecutionDateTime(text, at('RequestedExecutionDateTime'), now)

/*
 * The rules of each kind of payment beyond its schema. Each rejects with the standard's code and a
 * path; `now` is in epoch milliseconds of the world's clock.
 */

export function checkDomestic(request: PaymentConsentRequest<DomesticInitiation>, now: number): void {
  const { Initiation } = request.Data
  checkAnyPayment(request, now)
  checkDomesticTerms(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
}

export function checkDomesticScheduled(request: PaymentConsentRequest<DomesticScheduledInitiation>, now: number): void {
  checkAnyPayment(request, now)
  checkDomesticTerms(request.Data.Initiation)
  checkExecution(request.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkDomesticStandingOrder(
  request: PaymentConsentRequest<DomesticStandingOrderInitiation>,
  now: number,
): void {
  const { Initiation } = request.Data
  checkAnyPayment(request, now)
  for (const field of ['FirstPaymentAmount', 'RecurringPaymentAmount', 'FinalPaymentAmount'] as const)
    if (Initiation[field]) parseAmount(Initiation[field], at(field), pounds)
  checkDomesticCreditor(Initiation.CreditorAccount, at('CreditorAccount'))
  parsePlan(Initiation, now)
}

export function checkInternational(request: PaymentConsentRequest<InternationalInitiation>, now: number): void {
  checkAnyPayment(request, now)
  checkInternationalTerms(request.Data.Initiation)
}

export function checkInternationalScheduled(
  request: PaymentConsentRequest<InternationalScheduledInitiation>,
  now: number,
): void {
  checkAnyPayment(request, now)
  checkInternationalTerms(request.Data.Initiation)
  checkExecution(request.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkInternationalStandingOrder(
  request: PaymentConsentRequest<InternationalStandingOrderInitiation>,
  now: number,
): void {
  checkAnyPayment(request, now)
  checkInternationalTerms(request.Data.Initiation)
  parsePlan(request.Data.Initiation, now)
}

export function checkFilePayment(request: PaymentConsentRequest<FileInitiation>, now: number): void {
  const { Initiation } = request.Data
  checkAnyPayment(request, now)
  checkFileAnnouncement(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
  checkLocalInstrument(Initiation.LocalInstrument, domesticInstruments, at('LocalInstrument'))
  if (Initiation.RequestedExecutionDateTime !== undefined) checkExecution(Initiation.RequestedExecutionDateTime, now)
}
