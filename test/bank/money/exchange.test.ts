import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CurrencyCode, currencies } from '#bank/money/currency.ts'
import {
  convert,
  ExchangeRateInformation,
  type ExchangeRateRequest,
  hasRateExpired,
  type PoundRate,
  quoteRate,
} from '#bank/money/exchange.ts'
import { longTermRates, poundRateAt, rateOn } from '#mocks/base/exchange.ts'
import { problemOf } from '#test/support/problems.ts'

const now = Date.parse('2026-11-27T10:00:00Z')
const fixed: Partial<Record<CurrencyCode, number>> = { EUR: 1.25, USD: 1.3, JPY: 195, KWD: 0.4 }
const board: PoundRate = (currency) => fixed[currency] as number
const codes = Object.keys(currencies) as CurrencyCode[]

describe('the bank quotes two per cent below the market', () => {
  test.each<[CurrencyCode, CurrencyCode, unit: CurrencyCode, rate: number]>([
    ['GBP', 'USD', 'GBP', 1.274],
    ['GBP', 'USD', 'USD', 0.7849294],
    ['USD', 'GBP', 'USD', 0.7538462],
    ['USD', 'GBP', 'GBP', 1.326531],
    ['GBP', 'JPY', 'GBP', 191.1],
    ['GBP', 'KWD', 'GBP', 0.392],
    ['EUR', 'USD', 'EUR', 1.0192],
  ])('%s for %s: one %s is %f', (from, to, UnitCurrency, ExchangeRate) => {
    const asked = { UnitCurrency, RateType: 'Actual' } as const
    expect(quoteRate(from, to, now, board, asked)).toEqual({
      UnitCurrency,
      ExchangeRate,
      RateType: 'Actual',
      ExpirationDateTime: '2026-11-27T10:30:00.000Z',
    })
  })

  test('an actual rate is valid for half an hour', () => {
    const rate = quoteRate('GBP', 'USD', now, board, { UnitCurrency: 'GBP', RateType: 'Actual' })
    expect(hasRateExpired(rate, now + 30 * 60_000 - 1)).toBe(false)
    expect(hasRateExpired(rate, now + 30 * 60_000)).toBe(true)
  })

  test('an indicative rate is the default, is not binding and does not expire', () => {
    const rate = quoteRate('GBP', 'USD', now, board)
    expect(rate).toEqual({ UnitCurrency: 'GBP', ExchangeRate: 1.274, RateType: 'Indicative' })
    expect(hasRateExpired(rate, now * 2)).toBe(false)
  })

  test('an agreed rate is accepted unchanged, for a day', () => {
    const asked = {
      UnitCurrency: 'GBP',
      RateType: 'Agreed',
      ExchangeRate: 1.3,
      ContractIdentification: 'FX/1',
    } as const
    expect(quoteRate('GBP', 'USD', now, board, asked)).toEqual({
      ...asked,
      ExpirationDateTime: '2026-11-28T10:00:00.000Z',
    })
  })
})

describe('inconsistent exchange terms are rejected', () => {
  const contract = { ContractIdentification: 'FX/1' }
  test.each<[ExchangeRateRequest, refusal: string]>([
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.3377, ...contract }, 'none'],
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.2103, ...contract }, 'none'],
    [{ UnitCurrency: 'USD', RateType: 'Agreed', ExchangeRate: 0.8, ...contract }, 'none'],
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.3378, ...contract }, 'field-invalid ExchangeRate'],
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.2102, ...contract }, 'field-invalid ExchangeRate'],
    [{ UnitCurrency: 'USD', RateType: 'Agreed', ExchangeRate: 1.27, ...contract }, 'field-invalid ExchangeRate'],
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.3 }, 'field-expected ContractIdentification'],
    [{ UnitCurrency: 'GBP', RateType: 'Agreed', ...contract }, 'field-expected ExchangeRate'],
    [{ UnitCurrency: 'GBP', RateType: 'Actual', ExchangeRate: 1.274 }, 'field-unexpected ExchangeRate'],
    [{ UnitCurrency: 'GBP', RateType: 'Indicative', ...contract }, 'field-unexpected ContractIdentification'],
    [{ UnitCurrency: 'EUR', RateType: 'Actual' }, 'field-invalid UnitCurrency'],
  ])('%o: %s', (asked, refusal) => {
    expect(rejectionOf(() => quoteRate('GBP', 'USD', now, board, asked))).toBe(refusal)
  })

  test('an exchange within one currency is rejected', () => {
    const asked = { UnitCurrency: 'GBP', RateType: 'Actual' } as const
    expect(rejectionOf(() => quoteRate('GBP', 'GBP', now, board, asked))).toBe('field-unexpected ')
  })

  function rejectionOf(run: () => unknown): string {
    const problem = problemOf(run)
    const field = problem?.faults[0].path?.replace(/^Data\.Initiation\.ExchangeRateInformation\.?/, '')
    return problem ? `${problem.code} ${field}` : 'none'
  }
})

describe('amounts in minor units', () => {
  test.each<[minor: bigint, CurrencyCode, CurrencyCode, unit: CurrencyCode, rate: number, becomes: bigint]>([
    [10_000n, 'GBP', 'USD', 'GBP', 1.274, 12_740n],
    [12_740n, 'USD', 'GBP', 'GBP', 1.274, 10_000n],
    [10_000n, 'GBP', 'JPY', 'GBP', 191.1, 19_110n],
    [19_110n, 'JPY', 'GBP', 'GBP', 191.1, 10_000n],
    [10_000n, 'GBP', 'KWD', 'GBP', 0.392, 39_200n],
    [1_000n, 'JPY', 'KWD', 'KWD', 500, 2_000n],
    // Half a unit rounds to even.
    [1n, 'GBP', 'USD', 'GBP', 0.5, 0n],
    [3n, 'GBP', 'USD', 'GBP', 0.5, 2n],
    [5n, 'GBP', 'USD', 'GBP', 0.5, 2n],
    [-3n, 'GBP', 'USD', 'GBP', 0.5, -2n],
    [50n, 'GBP', 'JPY', 'GBP', 1, 0n],
    [150n, 'GBP', 'JPY', 'GBP', 1, 2n],
    [51n, 'GBP', 'JPY', 'GBP', 1, 1n],
    [999_999_999_999_999n, 'GBP', 'USD', 'GBP', 1.274, 1_273_999_999_999_999n],
  ])('%i %s in %s, at one %s for %f: %i', (minor, from, to, UnitCurrency, ExchangeRate, becomes) => {
    expect(convert(minor, from, to, { UnitCurrency, ExchangeRate })).toBe(becomes)
  })

  test('a rate between other currencies is rejected', () => {
    expect(() => convert(1n, 'GBP', 'USD', { UnitCurrency: 'EUR', ExchangeRate: 1 })).toThrow('cannot convert')
  })

  const pairs = fc
    .tuple(fc.constantFrom(...codes), fc.constantFrom(...codes), fc.boolean())
    .filter(([from, to]) => from !== to)
  const seeds = fc.nat(1_000_000)
  const amounts = fc.bigInt(0n, 10n ** 14n)
  const settings = { seed: 2026, numRuns: 1_000 }
  const rateFor = (seed: number, from: CurrencyCode, to: CurrencyCode, byFrom: boolean) =>
    quoteRate(from, to, now, (currency, at) => poundRateAt(seed, currency, at), {
      UnitCurrency: byFrom ? from : to,
      RateType: 'Actual',
    })

  test('converting there and back loses at most half a unit of each currency', () => {
    fc.assert(
      fc.property(pairs, seeds, amounts, ([from, to, byFrom], seed, minor) => {
        const rate = rateFor(seed, from, to, byFrom)
        const back = convert(convert(minor, from, to, rate), to, from, rate)
        const lost = back > minor ? back - minor : minor - back
        const one = byFrom ? 1 / rate.ExchangeRate : rate.ExchangeRate
        const unitOfOther = one * 10 ** (currencies[from] - currencies[to])
        expect(Number(lost)).toBeLessThanOrEqual(0.5 + unitOfOther / 2 + 1e-6)
      }),
      settings,
    )
  })

  test('conversion is monotonic, and zero stays zero', () => {
    fc.assert(
      fc.property(pairs, seeds, amounts, amounts, ([from, to, byFrom], seed, one, more) => {
        const rate = rateFor(seed, from, to, byFrom)
        expect(convert(one + more, from, to, rate)).toBeGreaterThanOrEqual(convert(one, from, to, rate))
        expect(convert(0n, from, to, rate)).toBe(0n)
      }),
      settings,
    )
  })

  test("every quote fits the standard's schema, and the bank never loses on a round trip", () => {
    fc.assert(
      fc.property(pairs, seeds, ([from, to, byFrom], seed) => {
        const out = rateFor(seed, from, to, byFrom)
        expect(ExchangeRateInformation.parse(out)).toEqual(out)
        const home = rateFor(seed, to, from, true)
        const there = convert(10n ** 12n, from, to, out)
        expect(convert(there, to, from, home)).toBeLessThan(10n ** 12n)
      }),
      settings,
    )
  })
})

describe('the exchange rates of the synthetic bank', () => {
  const anySeed = fc.nat(1_000_000)
  const anyTime = fc.integer({ min: Date.parse('2018-01-01'), max: Date.parse('2049-12-31') })

  test('depend only on seed and time, stay near the long-run rate and apply to card payments', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes), anySeed, anyTime, (currency, seed, at) => {
        const rate = poundRateAt(seed, currency, at)
        expect(rate).toBe(poundRateAt(seed, currency, at))
        expect(rate).toBeGreaterThan(0)
        if (currency === 'EUR' || currency === 'USD') {
          expect(rate).toBe(rateOn(seed, currency, Math.floor(at / 86_400_000)))
          expect(Math.abs(rate / longTermRates[currency] - 1)).toBeLessThan(0.04)
        }
      }),
      { seed: 2026, numRuns: 1_000 },
    )
  })

  test('the rate of the pound is one', () => expect(poundRateAt(7, 'GBP', now)).toBe(1))
})
