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

const all = Object.keys(currencies) as CurrencyCode[]
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
 * Refuses a payment abroad that this bank cannot make, or that says things which do not go
 * together.
 */
export function checkInternationalTerms(initiation: InternationalTerms): void {
  const { CreditorAccount: account, CreditorAgent, DestinationCountryCode, LocalInstrument } = initiation
  parseAmount(initiation.InstructedAmount, at('InstructedAmount'), all)
  parseSupportedCurrency(initiation.CurrencyOfTransfer, at('CurrencyOfTransfer'), all)
  if (DestinationCountryCode !== undefined && !isCountry(DestinationCountryCode))
    throw new Problem('field-invalid', `there is no country ${DestinationCountryCode}`, {
      path: at('DestinationCountryCode'),
    })
  checkCreditor(account, at('CreditorAccount'))
  if (CreditorAgent) checkAgent(CreditorAgent, at('CreditorAgent'))
  else if (account.SchemeName === 'UK.OBIE.BBAN')
    throw new Problem('field-expected', 'a BBAN says nothing without the bank it belongs to', {
      path: at('CreditorAgent'),
    })
  checkLocalInstrument(LocalInstrument, internationalInstruments, at('LocalInstrument'))
  if (LocalInstrument !== undefined && initiation.InstructionPriority !== undefined)
    throw new Problem('field-unexpected', 'a priority does not go with a payment scheme', {
      path: at('InstructionPriority'),
    })
  checkBearer(initiation)
  if (initiation.ExchangeRateInformation) checkRate(initiation, initiation.ExchangeRateInformation)
}

/** In SEPA each side pays its own charges. */
function checkBearer({ LocalInstrument = '', ChargeBearer }: InternationalTerms): void {
  const isSplit = ChargeBearer !== 'BorneByCreditor' && ChargeBearer !== 'BorneByDebtor'
  if (LocalInstrument.startsWith('UK.OBIE.SEPA') && !isSplit)
    throw new Problem('field-invalid', `SEPA charges are Shared or FollowingServiceLevel (got ${ChargeBearer})`, {
      path: at('ChargeBearer'),
    })
}

/**
 * An agreed rate names its contract, the rate and how urgent it is; any other leaves the rate to
 * the bank.
 */
function checkRate({ InstructionPriority }: InternationalTerms, rate: ExchangeRateRequest): void {
  const path = at('ExchangeRateInformation')
  parseSupportedCurrency(rate.UnitCurrency, `${path}.UnitCurrency`, all)
  checkRateType(rate, path)
  if (rate.RateType === 'Agreed' && InstructionPriority === undefined)
    throw new Problem('field-expected', 'a priority goes with an agreed rate', { path: at('InstructionPriority') })
}
