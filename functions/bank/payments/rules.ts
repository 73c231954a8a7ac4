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

/** What a request for a consent says, whatever the kind of payment. */
export type PaymentConsentRequest<I> = {
  readonly Data: { readonly Initiation: I; readonly Authorisation?: Authorisation | undefined }
}

const at = (field: string) => `Data.Initiation.${field}`
const pounds = ['GBP'] as const

/**
 * What holds for every kind: dates are dates, time is left to authorise, and the payer's account
 * could be one of ours.
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
 * The rules of each kind of payment beyond its schema. Each refuses with the standard's code and a
 * path; `now` is the world's.
 */

export function checkDomestic(asked: PaymentConsentRequest<DomesticInitiation>, now: number): void {
  const { Initiation } = asked.Data
  checkAnyPayment(asked, now)
  checkDomesticTerms(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
}

export function checkDomesticScheduled(asked: PaymentConsentRequest<DomesticScheduledInitiation>, now: number): void {
  checkAnyPayment(asked, now)
  checkDomesticTerms(asked.Data.Initiation)
  checkExecution(asked.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkDomesticStandingOrder(
  asked: PaymentConsentRequest<DomesticStandingOrderInitiation>,
  now: number,
): void {
  const { Initiation } = asked.Data
  checkAnyPayment(asked, now)
  for (const field of ['FirstPaymentAmount', 'RecurringPaymentAmount', 'FinalPaymentAmount'] as const)
    if (Initiation[field]) parseAmount(Initiation[field], at(field), pounds)
  checkDomesticCreditor(Initiation.CreditorAccount, at('CreditorAccount'))
  parsePlan(Initiation, now)
}

export function checkInternational(asked: PaymentConsentRequest<InternationalInitiation>, now: number): void {
  checkAnyPayment(asked, now)
  checkInternationalTerms(asked.Data.Initiation)
}

export function checkInternationalScheduled(
  asked: PaymentConsentRequest<InternationalScheduledInitiation>,
  now: number,
): void {
  checkAnyPayment(asked, now)
  checkInternationalTerms(asked.Data.Initiation)
  checkExecution(asked.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkInternationalStandingOrder(
  asked: PaymentConsentRequest<InternationalStandingOrderInitiation>,
  now: number,
): void {
  checkAnyPayment(asked, now)
  checkInternationalTerms(asked.Data.Initiation)
  parsePlan(asked.Data.Initiation, now)
}

export function checkFilePayment(asked: PaymentConsentRequest<FileInitiation>, now: number): void {
  const { Initiation } = asked.Data
  checkAnyPayment(asked, now)
  checkFileAnnouncement(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
  checkLocalInstrument(Initiation.LocalInstrument, domesticInstruments, at('LocalInstrument'))
  if (Initiation.RequestedExecutionDateTime !== undefined) checkExecution(Initiation.RequestedExecutionDateTime, now)
}
