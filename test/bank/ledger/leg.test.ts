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
    expect(first.previous).toBe('')
    expect(second.previous).toBe(first.hash)
    expect([findLegFault(undefined, first), findLegFault(first, second)]).toEqual([undefined, undefined])
  })

  test('never goes back in time: a leg that is booked late takes the instant of the leg before it', () => {
    expect(buildNextLeg(second, posting(1n), 'pay_c', 1_500).at).toBe(2_000)
  })
})

describe('a fault in a journal is found', () => {
  test.each<[what: string, change: Partial<Leg>]>([
    ['a missing leg', { seq: 3 }],
    ['a changed predecessor', { previous: 'other' }],
    ['a wrong balance', { balance: '-299' }],
    ['another currency', { currency: 'EUR' }],
    ['an earlier instant', { at: 999 }],
    ['a changed reference', { reference: 'changed' }],
  ])('%s', (_, change) => {
    expect(findLegFault(first, { ...second, ...change })).toBeDefined()
  })

  test('a changed amount whose balance was changed with it', () => {
    expect(findLegFault(first, { ...second, amount: '300', balance: '-200' })).toContain('hash')
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
