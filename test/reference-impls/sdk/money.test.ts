import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { minorUnits, moneyOf, signedMinorUnits } from '#sdk/money.ts'

test.each([
  ['12.34', 'GBP', 1234n],
  ['12', 'GBP', 1200n],
  ['12.3', 'GBP', 1230n],
  ['0.01', 'GBP', 1n],
  ['12.34000', 'GBP', 1234n],
  ['9999999999999.99', 'GBP', 999999999999999n],
  ['500', 'JPY', 500n],
  ['1.234', 'KWD', 1234n],
])('%s %s is %i minor units', (Amount, Currency, minor) => {
  expect(minorUnits({ Amount, Currency })).toBe(minor)
})

test.each(['-1.00', '1,00', '', '1.', '.5', '1e3', 'NaN', '1.005'])('"%s" GBP is rejected', (Amount) => {
  expect(() => minorUnits({ Amount, Currency: 'GBP' })).toThrow(RangeError)
})

test('a debit is negative, a credit is not', () => {
  const Amount = { Amount: '3.50', Currency: 'GBP' }
  expect(signedMinorUnits({ Amount, CreditDebitIndicator: 'Debit' })).toBe(-350n)
  expect(signedMinorUnits({ Amount, CreditDebitIndicator: 'Credit' })).toBe(350n)
})

test('money that is written and read again is unchanged', () => {
  const minor = fc.bigInt({ min: 0n, max: 10n ** 15n })
  fc.assert(
    fc.property(minor, fc.constantFrom('GBP', 'JPY', 'KWD'), (amount, currency) => {
      expect(minorUnits(moneyOf(amount, currency))).toBe(amount)
    }),
  )
})

test('a negative amount cannot be written', () => {
  expect(() => moneyOf(-1n, 'GBP')).toThrow(RangeError)
})
