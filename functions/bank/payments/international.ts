import type * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import type { ChargeBearer } from '#bank/money/charge.ts'
import { type CurrencyCode, currencies } from '#bank/money/currency.ts'
import { checkRateType, type ExchangeRateRequest } from '#bank/money/exchange.ts'
import type { Money } from '#bank/money/money.ts'
import type { CreditorAccount } from '#bank/standard/cash-accounts.ts'
import { isCountry } from '#bank/standard/countries.ts'
import type { Agent } from '#bank/standard/parties.ts'
import { checkCreditor } from './account-rules.ts'
import { checkAgent } from './agent-rules.ts'
import { parseAmount, parseSupportedCurrency } from './amounts.ts'
import { checkLocalInstrument, internationalInstruments } from './local-instruments.ts'

const allCurrencies = Object.keys(currencies) as CurrencyCode[]
const at = (field: string) => `Data.Initiation.${field}`

type InternationalTerms = {
  readonly InstructedAmount: z.output<typeof Money>
  readonly CurrencyOfTransfer: string
  readonly DestinationCountryCode?: string | undefined
  readonly ChargeBearer?: ChargeBearer | undefined
  readonly CreditorAccount: CreditorAccount
  readonly CreditorAgent?: Agent | undefined
  readonly LocalInstrument?: string | undefined
  readonly InstructionPriority?: string | undefined
  readonly ExchangeRateInformation?: ExchangeRateRequest | undefined
}

/**
 * Rejects an international payment that this bank cannot make, or whose fields contradict each
 * other.
 */
export function checkInternationalTerms(initiation: InternationalTerms): void {
  const { CreditorAccount: account, CreditorAgent, DestinationCountryCode, LocalInstrument } = initiation
  parseAmount(initiation.InstructedAmount, at('InstructedAmount'), allCurrencies)
  parseSupportedCurrency(initiation.CurrencyOfTransfer, at('CurrencyOfTransfer'), allCurrencies)
  if (DestinationCountryCode !== undefined && !isCountry(DestinationCountryCode))
    throw new Problem(
      'field-invalid',
      `${at('DestinationCountryCode')}: must be a country of ISO 3166-1 (got ${DestinationCountryCode})`,
      {
        path: at('DestinationCountryCode'),
      },
    )
  checkCreditor(account, at('CreditorAccount'))
  if (CreditorAgent) checkAgent(CreditorAgent, at('CreditorAgent'))
  else if (account.SchemeName === 'UK.OBIE.BBAN')
    throw new Problem('field-expected', `${at('CreditorAgent')}: is required for an account identified by a BBAN`, {
      path: at('CreditorAgent'),
    })
  checkLocalInstrument(LocalInstrument, internationalInstruments, at('LocalInstrument'))
  if (LocalInstrument !== undefined && initiation.InstructionPriority !== undefined)
    throw new Problem(
      'field-unexpected',
      `${at('InstructionPriority')}: must be absent together with LocalInstrument`,
      {
        path: at('InstructionPriority'),
      },
    )
  checkBearer(initiation)
  if (initiation.ExchangeRateInformation) checkRate(initiation, initiation.ExchangeRateInformation)
}

/** Rejects a charge bearer that SEPA does not allow: each side pays its own charges. */
function checkBearer({ LocalInstrument = '', ChargeBearer }: InternationalTerms): void {
  const isShared = ChargeBearer !== 'BorneByCreditor' && ChargeBearer !== 'BorneByDebtor'
  if (LocalInstrument.startsWith('UK.OBIE.SEPA') && !isShared)
    throw new Problem(
      'field-invalid',
      `${at('ChargeBearer')}: must be Shared or FollowingServiceLevel for SEPA (got ${ChargeBearer})`,
      {
        path: at('ChargeBearer'),
      },
    )
}

/**
 * Rejects an inconsistent rate. An agreed rate requires the contract, the rate and a priority; the
 * bank sets any other rate.
 */
function checkRate({ InstructionPriority }: InternationalTerms, rate: ExchangeRateRequest): void {
  const path = at('ExchangeRateInformation')
  parseSupportedCurrency(rate.UnitCurrency, `${path}.UnitCurrency`, allCurrencies)
  checkRateType(rate, path)
  if (rate.RateType === 'Agreed' && InstructionPriority === undefined)
    throw new Problem('field-expected', `${at('InstructionPriority')}: is required for RateType Agreed`, {
      path: at('InstructionPriority'),
    })
}
