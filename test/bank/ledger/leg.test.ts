import { describe, expect, test } from 'vitest'
import { buildNextLeg, findImbalance, findLegFault, type Leg, type Posting } from '#bank/ledger/leg.ts'

const posting = (amount: bigint, more: Partial<Posting> = {}): Posting => ({
  account: 'acc_0_current',
  currency: 'GBP',
  kind: 'payment-out',
  amount,
  ...more,
})
const first = buildNextLeg(undefined, posting(-500n), 'pay_a', 1_000)
const second = buildNextLeg(first, posting(200n), 'pay_b', 2_000)

describe('the journal of an account', () => {
  test('numbers its legs from 1 and adds each amount to the balance', () => {
    expect([first, second].map(({ seq, amount, balance }) => [seq, amount, balance])).toEqual([
      [1, '-500', '-500'],
      [2, '200', '-300'],
    ])
  })

  test('chains each leg to the hash of the leg before it', () => {
    const other = buildNextLeg({ ...first, hash: 'other' }, posting(200n), 'pay_b', 2_000)
    expect(other.hash).not.toBe(second.hash)
    expect([findLegFault(undefined, first), findLegFault(first, second)]).toEqual([undefined, undefined])
  })

  test('sums credits, interest and fees for statements, and leaves out what was never booked', () => {
    const paid = buildNextLeg(second, posting(30n, { kind: 'interest' }), 'pay_c', 3_000)
    const charged = buildNextLeg(paid, posting(-7n, { kind: 'fee' }), 'pay_d', 4_000)
    expect([first, second, paid, charged].map(({ credits, interest, fees }) => [credits, interest, fees])).toEqual([
      ['0', undefined, undefined],
      ['200', undefined, undefined],
      ['230', '30', undefined],
      ['230', '30', '-7'],
    ])
  })

  test('names the last leg of an earlier month, in UTC', () => {
    const booked = (last: Leg | undefined, at: string) => buildNextLeg(last, posting(1n), 'pay_a', Date.parse(at))
    const october = booked(undefined, '2026-10-31T23:59:59.999Z')
    const november = booked(october, '2026-11-01T00:00:00.000Z')
    const later = booked(november, '2026-11-30T12:00:00.000Z')
    const nextYear = booked(later, '2027-11-01T00:00:00.000Z')
    expect([october, november, later, nextYear].map((leg) => leg.carriedFrom)).toEqual([0, 1, 1, 3])
  })

  test('never goes back in time: a leg that is booked late takes the instant of the leg before it', () => {
    expect(buildNextLeg(second, posting(1n), 'pay_c', 1_500).at).toBe(2_000)
  })
})

describe('a fault in a journal is found', () => {
  test.each<[what: string, change: Partial<Leg>]>([
    ['a missing leg', { seq: 3 }],
    ['a changed hash', { hash: first.hash }],
    ['a wrong balance', { balance: '-299' }],
    ['a wrong sum of credits', { credits: '201' }],
    ['interest that no leg booked', { interest: '0' }],
    ['fees that no leg booked', { fees: '0' }],
    ['another month', { carriedFrom: 1 }],
    ['another currency', { currency: 'EUR' }],
    ['an earlier instant', { at: 999 }],
    ['a changed reference', { reference: 'changed' }],
  ])('%s', (_, change) => {
    expect(findLegFault(first, { ...second, ...change })).toBeDefined()
  })

  test('a changed amount whose balance was changed with it', () => {
    expect(findLegFault(first, { ...second, amount: '300', balance: '-200', credits: '300' })).toContain('hash')
  })
})

describe('postings balance', () => {
  test('if every currency sums to zero', () => {
    expect(findImbalance([posting(-500n), posting(500n)])).toEqual(new Map())
  })

  test('per currency: pounds do not balance euros', () => {
    expect(findImbalance([posting(-500n), posting(500n, { currency: 'EUR' })])).toEqual(
      new Map([
        ['GBP', -500n],
        ['EUR', 500n],
      ]),
    )
  })
})
