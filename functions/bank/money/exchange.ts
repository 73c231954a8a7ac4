import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { type CurrencyCode, currencies } from './currency.ts'
import { AnyCurrency } from './money.ts'

const RateType = z.enum(['Actual', 'Agreed', 'Indicative'])
type RateType = z.output<typeof RateType>
const ContractIdentification = z.string().min(1).max(256)

/**
 * ExchangeRateInformation of an international payment's Initiation: the rate that the partner
 * requests.
 */
export const ExchangeRateRequest = z.strictObject({
  UnitCurrency: AnyCurrency,
  RateType,
  ExchangeRate: z.number().positive().optional(),
  ContractIdentification: ContractIdentification.optional(),
})
export type ExchangeRateRequest = z.output<typeof ExchangeRateRequest>

/**
 * ExchangeRateInformation of the bank's response. `ExchangeRate` is the price of one unit of
 * `UnitCurrency` in the other currency.
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
 * How many units of a currency one pound buys between banks at an instant (epoch milliseconds). A
 * pure function of the seed and the time.
 */
export type PoundRate = (currency: CurrencyCode, at: number) => number

/** The bank's margin on each exchange. */
const margin = 0.02
/** The furthest that an agreed rate may be from the bank's own rate. */
const maxAgreedDeviationPercent = 5

/**
 * How long a quoted rate is valid. An indicative rate is not binding: the payment uses the rate at
 * its execution. `isSent` says whether the partner sends the rate and its contract.
 */
const rateTypes: Record<RateType, { validSeconds?: number; isSent: boolean }> = {
  Actual: { validSeconds: 30 * 60, isSent: false },
  Agreed: { validSeconds: 24 * 60 * 60, isSent: true },
  Indicative: { isSent: false },
}

/** Significant digits of a rate. */
const rateDigits = 7

/**
 * Rates are integers of ten-billionths: enough for seven digits of the smallest rate (a forint in
 * dinars), and exact in a double.
 */
const rateScale = 10_000_000_000
const scaleRate = (rate: number): number => Math.round(rate * rateScale)

/**
 * Quotes the rate at which the bank sells `to` for `from`, with its margin, per unit of the
 * requested currency. Without a request, the quote is indicative and per unit of `from`. Rejects
 * inconsistent terms, and agreed rates too far from the bank's own. `at` is in epoch milliseconds
 * of the world's clock; `path` is the path of the terms in the request.
 */
export function quoteRate(
  from: CurrencyCode,
  to: CurrencyCode,
  at: number,
  poundBuys: PoundRate,
  requested: ExchangeRateRequest = { UnitCurrency: from, RateType: 'Indicative' },
  path = 'Data.Initiation.ExchangeRateInformation',
): ExchangeRateInformation {
  checkTerms(requested, from, to, path)
  const buys = (currency: CurrencyCode) => (currency === 'GBP' ? 1 : poundBuys(currency, at))
  const fromBuys = (buys(to) / buys(from)) * (1 - margin)
  const bankRate = Number((requested.UnitCurrency === from ? fromBuys : 1 / fromBuys).toPrecision(rateDigits))
  const { UnitCurrency, RateType, ExchangeRate = bankRate, ContractIdentification } = requested
  if (Math.abs(scaleRate(ExchangeRate) - scaleRate(bankRate)) * 100 > scaleRate(bankRate) * maxAgreedDeviationPercent) {
    const message = `${path}.ExchangeRate: an agreed rate must be within ${maxAgreedDeviationPercent} % of the bank's rate, ${bankRate} (got ${ExchangeRate})`
    throw new Problem('field-invalid', message, { path: `${path}.ExchangeRate` })
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

function checkTerms(requested: ExchangeRateRequest, from: CurrencyCode, to: CurrencyCode, path: string): void {
  const { UnitCurrency } = requested
  if (from === to)
    throw new Problem(
      'field-unexpected',
      `${path}: must be absent, because the payment needs no exchange: both amounts are in ${from}`,
      { path },
    )
  if (UnitCurrency !== from && UnitCurrency !== to) {
    const where = `${path}.UnitCurrency`
    throw new Problem('field-invalid', `${where}: must be ${from} or ${to} (got ${UnitCurrency})`, { path: where })
  }
  checkRateType(requested, path)
}

/** Rejects a rate or a contract that does not fit the type of rate. */
export function checkRateType(requested: ExchangeRateRequest, path: string): void {
  const { RateType } = requested
  for (const field of ['ExchangeRate', 'ContractIdentification'] as const) {
    const isThere = requested[field] !== undefined
    if (isThere === rateTypes[RateType].isSent) continue
    const where = `${path}.${field}`
    if (isThere)
      throw new Problem(
        'field-unexpected',
        `${where}: must be absent for RateType ${RateType}, because the bank sets this rate`,
        { path: where },
      )
    throw new Problem('field-expected', `${where}: is required for RateType ${RateType}`, { path: where })
  }
}

/**
 * Returns whether a quoted rate has expired. `now` is in epoch milliseconds of the world's clock.
 */
export const hasRateExpired = ({ ExpirationDateTime }: ExchangeRateInformation, now: number): boolean =>
  ExpirationDateTime !== undefined && Date.parse(ExpirationDateTime) <= now

/**
 * Converts minor units of one currency to minor units of the other, rounding half to even.
 * `UnitCurrency` may be either currency. A very small amount may convert to zero; the caller must
 * reject it.
 */
export function convert(
  minor: bigint,
  from: CurrencyCode,
  to: CurrencyCode,
  { UnitCurrency, ExchangeRate }: Pick<ExchangeRateInformation, 'UnitCurrency' | 'ExchangeRate'>,
): bigint {
  if (UnitCurrency !== from && UnitCurrency !== to)
    throw new Error(`a rate per ${UnitCurrency} cannot convert ${from} to ${to}`)
  const rate = BigInt(scaleRate(ExchangeRate))
  const [up, down] = UnitCurrency === from ? [rate, BigInt(rateScale)] : [BigInt(rateScale), rate]
  return divideHalfEven(minor * up * 10n ** BigInt(currencies[to]), down * 10n ** BigInt(currencies[from]))
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n) return -divideHalfEven(-dividend, divisor)
  const quotient = dividend / divisor
  const twice = (dividend % divisor) * 2n
  const goesUp = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  return goesUp ? quotient + 1n : quotient
}
