import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { type CurrencyCode, currencies } from './currency.ts'
import { AnyCurrency } from './money.ts'

const RateType = z.enum(['Actual', 'Agreed', 'Indicative'])
type RateType = z.output<typeof RateType>
const ContractIdentification = z.string().min(1).max(256)

/** ExchangeRateInformation of an international payment's Initiation: what the partner asks for. */
export const ExchangeRateRequest = z.strictObject({
  UnitCurrency: AnyCurrency,
  RateType,
  ExchangeRate: z.number().positive().optional(),
  ContractIdentification: ContractIdentification.optional(),
})
export type ExchangeRateRequest = z.output<typeof ExchangeRateRequest>

/**
 * ExchangeRateInformation of the bank's answer: what one unit of UnitCurrency is worth in the other
 * currency.
 */
export const ExchangeRateInformation = z.strictObject({
  UnitCurrency: AnyCurrency,
  RateType,
  ExchangeRate: z.number().positive(),
  ContractIdentification: ContractIdentification.optional(),
  ExpirationDateTime: z.iso.datetime().optional(),
})
export type ExchangeRateInformation = z.output<typeof ExchangeRateInformation>

/**
 * How many of a currency one pound buys between banks at an instant: a function of seed and time,
 * from the synthetic bank.
 */
export type PoundRate = (currency: CurrencyCode, at: number) => number

/** What the bank keeps of each exchange for itself. */
const margin = 0.02
/** How far an agreed rate may lie from the rate that the bank would give. */
const agreeablePercent = 5

/**
 * How long the bank stands by a rate. An indicative one promises nothing: the payment takes the
 * rate of its execution. `given` says whether the rate and its contract come from the partner.
 */
const rateTypes: Record<RateType, { validSeconds?: number; given: boolean }> = {
  Actual: { validSeconds: 30 * 60, given: false },
  Agreed: { validSeconds: 24 * 60 * 60, given: true },
  Indicative: { given: false },
}

/** Significant digits of a rate. */
const rateDigits = 7

/**
 * Rates are counted in ten-billionths: seven digits of the smallest rate there is, a forint in
 * dinars, and exact in a double.
 */
const rateScale = 10_000_000_000
const scaled = (rate: number): number => Math.round(rate * rateScale)

/**
 * The rate at which the bank sells `to` for `from`, its margin included, as one unit of the asked
 * currency; indicative and in units of `from` when nothing is asked. Refuses terms that do not go
 * together and agreed rates too far from the bank's own. `at` is epoch milliseconds of the world's
 * clock, `path` where the terms stand in the request.
 */
export function quoteRate(
  from: CurrencyCode,
  to: CurrencyCode,
  at: number,
  poundBuys: PoundRate,
  asked: ExchangeRateRequest = { UnitCurrency: from, RateType: 'Indicative' },
  path = 'Data.Initiation.ExchangeRateInformation',
): ExchangeRateInformation {
  checkTerms(asked, from, to, path)
  const buys = (currency: CurrencyCode) => (currency === 'GBP' ? 1 : poundBuys(currency, at))
  const fromBuys = (buys(to) / buys(from)) * (1 - margin)
  const ours = Number((asked.UnitCurrency === from ? fromBuys : 1 / fromBuys).toPrecision(rateDigits))
  const { UnitCurrency, RateType, ExchangeRate = ours, ContractIdentification } = asked
  if (Math.abs(scaled(ExchangeRate) - scaled(ours)) * 100 > scaled(ours) * agreeablePercent) {
    const said = `${path}.ExchangeRate: an agreed rate lies within ${agreeablePercent} % of the bank's own, ${ours}`
    throw new Problem('field-invalid', said, { path: `${path}.ExchangeRate` })
  }
  const { validSeconds } = rateTypes[RateType]
  return {
    UnitCurrency,
    RateType,
    ExchangeRate,
    ...(ContractIdentification !== undefined && { ContractIdentification }),
    ...(validSeconds !== undefined && { ExpirationDateTime: new Date(at + validSeconds * 1000).toISOString() }),
  }
}

function checkTerms(asked: ExchangeRateRequest, from: CurrencyCode, to: CurrencyCode, path: string): void {
  const { UnitCurrency } = asked
  if (from === to) throw new Problem('field-unexpected', `${path}: nothing is exchanged, all is in ${from}`, { path })
  if (UnitCurrency !== from && UnitCurrency !== to) {
    const where = `${path}.UnitCurrency`
    throw new Problem('field-invalid', `${where}: the exchange is of ${from} for ${to}`, { path: where })
  }
  checkRateType(asked, path)
}

/** Refuses a rate or a contract that does not go with the type of rate. */
export function checkRateType(asked: ExchangeRateRequest, path: string): void {
  const { RateType } = asked
  for (const field of ['ExchangeRate', 'ContractIdentification'] as const) {
    const isThere = asked[field] !== undefined
    if (isThere === rateTypes[RateType].given) continue
    const where = `${path}.${field}`
    if (isThere)
      throw new Problem('field-unexpected', `${where}: the bank sets a rate of type ${RateType}`, { path: where })
    throw new Problem('field-expected', `${where}: a rate of type ${RateType} takes it`, { path: where })
  }
}

/** Whether the bank stands by a rate no more. `now` is epoch milliseconds of the world's clock. */
export const hasRateExpired = ({ ExpirationDateTime }: ExchangeRateInformation, now: number): boolean =>
  ExpirationDateTime !== undefined && Date.parse(ExpirationDateTime) <= now

/**
 * So many minor units of one currency in minor units of the other, half a unit going to the even
 * side. Either currency of the rate may be given. Small change may be worth nothing: an amount of
 * zero is to be refused.
 */
export function convert(
  minor: bigint,
  from: CurrencyCode,
  to: CurrencyCode,
  { UnitCurrency, ExchangeRate }: Pick<ExchangeRateInformation, 'UnitCurrency' | 'ExchangeRate'>,
): bigint {
  if (UnitCurrency !== from && UnitCurrency !== to)
    throw new Error(`a rate of ${UnitCurrency} says nothing of ${from} and ${to}`)
  const rate = BigInt(scaled(ExchangeRate))
  const [up, down] = UnitCurrency === from ? [rate, BigInt(rateScale)] : [BigInt(rateScale), rate]
  return dividedHalfEven(minor * up * 10n ** BigInt(currencies[to]), down * 10n ** BigInt(currencies[from]))
}

function dividedHalfEven(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n) return -dividedHalfEven(-dividend, divisor)
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  const goesUp = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  return goesUp ? quotient + 1n : quotient
}
