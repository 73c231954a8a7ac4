import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CurrencyCode, currencies, formatAmount, parseCurrency, parseMinorUnits } from '#bank/money/currency.ts'

const codes = Object.keys(currencies) as CurrencyCode[]

describe('an amount has the decimals of its currency', () => {
  test.each<[string, CurrencyCode, bigint, string]>([
    ['12.34', 'GBP', 1234n, '12.34'],
    ['12.5', 'EUR', 1250n, '12.50'],
    ['12', 'USD', 1200n, '12.00'],
    ['0.01', 'USD', 1n, '0.01'],
    ['1234', 'JPY', 1234n, '1234'],
    ['0', 'JPY', 0n, '0'],
    ['1.234', 'KWD', 1234n, '1.234'],
    ['0.005', 'KWD', 5n, '0.005'],
    ['9999999999999.99', 'GBP', 999_999_999_999_999n, '9999999999999.99'],
  ])('%s %s is %i, written %s', (text, currency, minor, written) => {
    expect(parseMinorUnits(text, currency, 'Amount')).toBe(minor)
    expect(formatAmount(minor, currency)).toBe(written)
  })

  test.each<[string, CurrencyCode, string]>([
    ['1.234', 'GBP', 'GBP allows at most 2 decimals'],
    ['1.0', 'JPY', 'JPY allows no decimals'],
    ['1.2345', 'KWD', 'KWD allows at most 3 decimals'],
  ])('%s %s is refused: %s', (text, currency, why) => {
    expect(() => parseMinorUnits(text, currency, 'Data.Amount')).toThrow(`Data.Amount: ${why}`)
  })

  test('parsing a formatted amount returns the same amount', () => {
    fc.assert(
      fc.property(fc.constantFrom(...codes), fc.bigInt(0n, 10n ** 16n), (currency, minor) => {
        expect(parseMinorUnits(formatAmount(minor, currency), currency, '')).toBe(minor)
      }),
      { seed: 2026 },
    )
  })

  test('a negative amount is formatted without its sign', () => expect(formatAmount(-5n, 'GBP')).toBe('0.05'))
})

test('an unsupported currency is rejected by name, also a name that every object inherits', () => {
  expect(parseCurrency('JPY', 'x')).toBe('JPY')
  for (const code of ['XAU', 'gbp', 'toString', ''])
    expect(() => parseCurrency(code, 'Data.Currency'), code).toThrow(
      expect.objectContaining({ code: 'currency-unsupported' }),
    )
})

test("decimals are the platform's, except for the forint, whose fillér only ISO 4217 still counts", () => {
  for (const currency of codes.filter((code) => code !== 'HUF')) {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
    expect(currencies[currency], currency).toBe(maximumFractionDigits)
  }
})
