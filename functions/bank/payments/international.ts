import type * as z from 'zod'
import type { Money } from '#bank/money.ts'
import { Problem } from '#bank/problem.ts'
import { checkCreditor } from './account-rules.ts'
import type { CreditorAccount } from './accounts.ts'
import { checkAgent } from './agent-rules.ts'
import { minorOf } from './amounts.ts'
import type { AskedRate, ChargeBearer } from './charges.ts'
import { isCountry } from './countries.ts'
import { decimalsOf, foreignCurrencies } from './currencies.ts'
import { checkLocalInstrument, internationalInstruments } from './local-instruments.ts'
import type { Agent } from './parties.ts'

const at = (field: string) => `Data.Initiation.${field}`

type Abroad = {
  readonly InstructedAmount: z.output<typeof Money>
  readonly CurrencyOfTransfer: string
  readonly DestinationCountryCode?: string | undefined
  readonly ChargeBearer?: ChargeBearer | undefined
  readonly CreditorAccount: CreditorAccount
  readonly CreditorAgent?: Agent | undefined
  readonly LocalInstrument?: string | undefined
  readonly InstructionPriority?: string | undefined
  readonly ExchangeRateInformation?: AskedRate | undefined
}

/** Refuses a payment abroad that this bank cannot make, or that says things which do not go together. */
export function checkAbroad(initiation: Abroad): void {
  const { CreditorAccount: account, CreditorAgent, DestinationCountryCode, LocalInstrument } = initiation
  minorOf(initiation.InstructedAmount, at('InstructedAmount'), foreignCurrencies)
  checkCurrency(initiation.CurrencyOfTransfer, at('CurrencyOfTransfer'))
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
  if (LocalInstrument === 'UK.OBIE.SEPACreditTransfer') checkSepa(initiation)
  if (initiation.ExchangeRateInformation) checkRate(initiation, initiation.ExchangeRateInformation)
}

function checkCurrency(currency: string, path: string): void {
  if (decimalsOf(currency) === undefined)
    throw new Problem('field-invalid', `there is no currency ${currency}`, { path })
  if (!foreignCurrencies.includes(currency))
    throw new Problem('currency-unsupported', `this takes ${foreignCurrencies.join(', ')}; given: ${currency}`, {
      path,
    })
}

/** SEPA moves euros, and each side pays its own charges. */
function checkSepa({ CurrencyOfTransfer, ChargeBearer }: Abroad): void {
  if (CurrencyOfTransfer !== 'EUR')
    throw new Problem('currency-unsupported', `SEPA moves EUR; given: ${CurrencyOfTransfer}`, {
      path: at('CurrencyOfTransfer'),
    })
  if (ChargeBearer === 'BorneByCreditor' || ChargeBearer === 'BorneByDebtor')
    throw new Problem('field-invalid', `SEPA charges are Shared or FollowingServiceLevel; given: ${ChargeBearer}`, {
      path: at('ChargeBearer'),
    })
}

/** An agreed rate names its contract and the rate; any other leaves both to the bank. */
function checkRate({ InstructionPriority }: Abroad, rate: AskedRate): void {
  const path = at('ExchangeRateInformation')
  checkCurrency(rate.UnitCurrency, `${path}.UnitCurrency`)
  const isAgreed = rate.RateType === 'Agreed'
  for (const field of ['ExchangeRate', 'ContractIdentification'] as const) {
    if ((rate[field] !== undefined) === isAgreed) continue
    throw new Problem(
      isAgreed ? 'field-expected' : 'field-unexpected',
      `${field} ${isAgreed ? 'goes' : 'does not go'} with the rate type ${rate.RateType}`,
      { path: `${path}.${field}` },
    )
  }
  if (isAgreed && InstructionPriority === undefined)
    throw new Problem('field-expected', 'a priority goes with an agreed rate', { path: at('InstructionPriority') })
  if (rate.ExchangeRate !== undefined && rate.ExchangeRate <= 0)
    throw new Problem('field-invalid', `a rate is more than nothing; given: ${rate.ExchangeRate}`, {
      path: `${path}.ExchangeRate`,
    })
}
