import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChargeBearer, calculateCharges } from '#bank/money/charge.ts'
import { parseMinorUnits } from '#bank/money/currency.ts'
import { getRail, type RailName, rails } from '#bank/rails/rails.ts'

describe('the charges of a payment, in pence', () => {
  test.each<[rail: RailName, pence: bigint, bearer: ChargeBearer, payer: bigint, payee: bigint]>([
    ['book', 10_000n, 'Shared', 0n, 0n],
    ['faster-payments', 100_000_000n, 'BorneByDebtor', 0n, 0n],
    ['bacs', 10_000n, 'BorneByDebtor', 0n, 0n],
    ['sepa', 10_000n, 'FollowingServiceLevel', 0n, 0n],
    ['sepa-instant', 10_000n, 'FollowingServiceLevel', 0n, 0n],
    ['chaps', 1n, 'Shared', 2_000n, 0n],
    ['chaps', 50_000_000n, 'BorneByDebtor', 2_000n, 0n],
    ['chaps', 50_000_000n, 'BorneByCreditor', 0n, 2_000n],
    ['swift', 10_000n, 'BorneByDebtor', 1_700n, 0n],
    ['swift', 10_000n, 'Shared', 500n, 1_200n],
    ['swift', 10_000n, 'FollowingServiceLevel', 500n, 1_200n],
    ['swift', 10_000n, 'BorneByCreditor', 0n, 1_700n],
    ['swift', 10_001n, 'BorneByDebtor', 2_700n, 0n],
    ['swift', 500_000n, 'Shared', 1_500n, 1_200n],
    ['swift', 500_001n, 'Shared', 2_500n, 1_200n],
  ])('by %s, %i pence, %s: the payer %i, the payee %i', (name, pence, bearer, payerPence, payeePence) => {
    expect(calculateCharges(getRail(name), pence, bearer)).toMatchObject({ payerPence, payeePence })
  })
})

test("the charges of a CHAPS payment in the standard's form", () => {
  expect(calculateCharges(getRail('chaps'), 10_000n, 'BorneByDebtor').charges).toEqual([
    { ChargeBearer: 'BorneByDebtor', Type: 'UK.OBIE.CHAPSOut', Amount: { Amount: '20.00', Currency: 'GBP' } },
  ])
})

test('a payment is rejected if its charges leave nothing for the payee', () => {
  const swift = getRail('swift')
  expect(() => calculateCharges(swift, 1_700n, 'BorneByCreditor')).toThrow('charges of 17.00 GBP')
  expect(() => calculateCharges(swift, 1_200n, 'Shared')).toThrow('charges of 12.00 GBP')
  expect(calculateCharges(swift, 1_701n, 'BorneByCreditor').payeePence).toBe(1_700n)
  expect(calculateCharges(swift, 1n, 'BorneByDebtor').payerPence).toBe(1_700n)
})

test('no charge is negative, charges add up, and the total does not depend on the bearer', () => {
  const bearers = fc.constantFrom(...ChargeBearer.options)
  fc.assert(
    fc.property(
      fc.constantFrom(...rails),
      fc.bigInt(2_001n, 10n ** 15n),
      bearers,
      bearers,
      (rail, pence, one, other) => {
        const { charges, payerPence, payeePence } = calculateCharges(rail, pence, one)
        const amounts = charges.map(({ Amount }) => parseMinorUnits(Amount.Amount, 'GBP', ''))
        for (const amount of amounts) expect(amount).toBeGreaterThan(0n)
        expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(payerPence + payeePence)
        const elsewhere = calculateCharges(rail, pence, other)
        expect(elsewhere.payerPence + elsewhere.payeePence).toBe(payerPence + payeePence)
        expect(payeePence).toBeLessThan(pence)
      },
    ),
    { seed: 2026, numRuns: 1_000 },
  )
})
