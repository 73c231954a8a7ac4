import { describe, expect, test } from 'vitest'
import { compareFields, mergeSorted, type Pair } from '#bank/worlds/world-diff.ts'

describe('two values', () => {
  test('that are equal have no difference', () => {
    const value = { id: 'pic_1', request: { Data: { Amounts: ['1.00', { Currency: 'GBP' }] } }, note: null }
    expect(compareFields(value, structuredClone(value))).toEqual([])
  })

  test('differ by field, with the path and both values', () => {
    const before = { state: 'AWAU', request: { Data: { Amount: '1.00' } }, customer: 'cus_0' }
    const after = { state: 'AUTH', request: { Data: { Amount: '2.00' } }, accounts: ['acc_0_current'] }
    expect(compareFields(before, after)).toEqual([
      { path: 'state', before: 'AWAU', after: 'AUTH' },
      { path: 'request.Data.Amount', before: '1.00', after: '2.00' },
      { path: 'customer', before: 'cus_0' },
      { path: 'accounts', after: ['acc_0_current'] },
    ])
  })

  test('differ by position in an array', () => {
    expect(compareFields({ given: ['a', 'b'] }, { given: ['a', 'c', 'd'] })).toEqual([
      { path: 'given.1', before: 'b', after: 'c' },
      { path: 'given.2', after: 'd' },
    ])
  })

  test.each([
    [{ a: {} }, { a: [] }],
    [{ a: null }, { a: {} }],
    [{ a: '1' }, { a: 1 }],
  ])('of other types differ as a whole: %j and %j', (before, after) => {
    expect(compareFields(before, after)).toEqual([{ path: 'a', before: before.a, after: after.a }])
  })

  test('are compared by their own fields only', () => {
    expect(compareFields({}, JSON.parse('{"toString":1,"__proto__":2}'))).toEqual([
      { path: 'toString', after: 1 },
      { path: '__proto__', after: 2 },
    ])
  })
})

describe('two sorted lists', () => {
  const merge = (before: number[], after: number[]): Promise<Pair<number>[]> =>
    Array.fromAsync(mergeSorted(streamOf(before), streamOf(after), (a, b) => a - b))
  async function* streamOf(items: number[]) {
    yield* items
  }

  test('are merged in their order', async () => {
    expect(await merge([1, 2, 5], [2, 3, 5, 8])).toEqual([
      { before: 1 },
      { before: 2, after: 2 },
      { after: 3 },
      { before: 5, after: 5 },
      { after: 8 },
    ])
  })

  test('may be empty', async () => {
    expect(await merge([], [])).toEqual([])
    expect(await merge([], [1])).toEqual([{ after: 1 }])
    expect(await merge([1], [])).toEqual([{ before: 1 }])
  })
})
