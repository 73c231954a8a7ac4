import type { Authorisation } from '#bank/standard/authorisation.ts'
import type { DebtorAccount } from '#bank/standard/cash-accounts.ts'
import { checkDebtor, checkDomesticCreditor } from './account-rules.ts'
import { checkAgent } from './agent-rules.ts'
import { amountFrom } from './amounts.ts'
import { checkDates, executionOf, futureOf } from './dates.ts'
import { checkFile } from './file-announcement.ts'
import type {
  DomesticInitiation,
  DomesticScheduledInitiation,
  DomesticStandingOrderInitiation,
  FileInitiation,
  InternationalInitiation,
  InternationalScheduledInitiation,
  InternationalStandingOrderInitiation,
} from './initiation-schemas.ts'
import { checkAbroad } from './international.ts'
import { checkLocalInstrument, domesticInstruments } from './local-instruments.ts'
import { planOf } from './standing-orders.ts'

/** What a request for a consent says, whatever the kind of payment. */
export type Asked<I> = {
  readonly Data: { readonly Initiation: I; readonly Authorisation?: Authorisation | undefined }
}

const at = (field: string) => `Data.Initiation.${field}`
const pounds = ['GBP'] as const

/**
 * What holds for every kind: dates are dates, time is left to authorise, and the payer's account
 * could be one of ours.
 */
function checkAny({ Data, ...rest }: Asked<{ readonly DebtorAccount?: DebtorAccount | undefined }>, now: number): void {
  checkDates({ Data, ...rest })
  const { Authorisation, Initiation } = Data
  if (Authorisation?.CompletionDateTime !== undefined)
    futureOf(Authorisation.CompletionDateTime, 'Data.Authorisation.CompletionDateTime', now)
  if (Initiation.DebtorAccount) checkDebtor(Initiation.DebtorAccount, at('DebtorAccount'))
}

function checkHome({
  InstructedAmount,
  CreditorAccount,
  LocalInstrument,
}: DomesticInitiation | DomesticScheduledInitiation): void {
  amountFrom(InstructedAmount, at('InstructedAmount'), pounds)
  checkDomesticCreditor(CreditorAccount, at('CreditorAccount'))
  checkLocalInstrument(LocalInstrument, domesticInstruments, at('LocalInstrument'))
}

const checkExecution = (text: string, now: number) => executionOf(text, at('RequestedExecutionDateTime'), now)

/*
 * The rules of each kind of payment beyond its schema. Each refuses with the standard's code and a
 * path; `now` is the world's.
 */

export function checkDomestic(asked: Asked<DomesticInitiation>, now: number): void {
  const { Initiation } = asked.Data
  checkAny(asked, now)
  checkHome(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
}

export function checkDomesticScheduled(asked: Asked<DomesticScheduledInitiation>, now: number): void {
  checkAny(asked, now)
  checkHome(asked.Data.Initiation)
  checkExecution(asked.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkDomesticStandingOrder(asked: Asked<DomesticStandingOrderInitiation>, now: number): void {
  const { Initiation } = asked.Data
  checkAny(asked, now)
  for (const field of ['FirstPaymentAmount', 'RecurringPaymentAmount', 'FinalPaymentAmount'] as const)
    if (Initiation[field]) amountFrom(Initiation[field], at(field), pounds)
  checkDomesticCreditor(Initiation.CreditorAccount, at('CreditorAccount'))
  planOf(Initiation, now)
}

export function checkInternational(asked: Asked<InternationalInitiation>, now: number): void {
  checkAny(asked, now)
  checkAbroad(asked.Data.Initiation)
}

export function checkInternationalScheduled(asked: Asked<InternationalScheduledInitiation>, now: number): void {
  checkAny(asked, now)
  checkAbroad(asked.Data.Initiation)
  checkExecution(asked.Data.Initiation.RequestedExecutionDateTime, now)
}

export function checkInternationalStandingOrder(asked: Asked<InternationalStandingOrderInitiation>, now: number): void {
  checkAny(asked, now)
  checkAbroad(asked.Data.Initiation)
  planOf(asked.Data.Initiation, now)
}

export function checkFilePayment(asked: Asked<FileInitiation>, now: number): void {
  const { Initiation } = asked.Data
  checkAny(asked, now)
  checkFile(Initiation)
  if (Initiation.CreditorAgent) checkAgent(Initiation.CreditorAgent, at('CreditorAgent'))
  checkLocalInstrument(Initiation.LocalInstrument, domesticInstruments, at('LocalInstrument'))
  if (Initiation.RequestedExecutionDateTime !== undefined) checkExecution(Initiation.RequestedExecutionDateTime, now)
}
