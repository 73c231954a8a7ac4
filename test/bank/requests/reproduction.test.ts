import { expect, test } from 'vitest'
import { compareBodies, type IdMap } from '#bank/requests/reproduction.ts'

test.each([
  ['an id that a world draws', 'pay_4f0c9be1d2a7', 'pay_77b1d8e3f4a5'],
  ['the id of an event', 'evt_001796083198000_00000k2m7qx', 'evt_001796083198123_00000aaaaaa'],
])('%s may differ, and is translated from then on', (_, recorded, replayed) => {
  const ids: IdMap = new Map()
  expect(compareBodies(`{"id":"${recorded}"}`, `{"id":"${replayed}"}`, false, ids)).toBeUndefined()
  expect(compareBodies(`"${recorded}"`, `"${replayed}"`, true, ids)).toBeUndefined()
})

test.each([
  ['another account', 'acc_0_current', 'acc_1_current'],
  ['another amount', '12.34', '12.35'],
  ['an id of another kind', 'pay_4f0c9be1d2a7', 'vrp_4f0c9be1d2a7'],
])('%s is a difference', (_, recorded, replayed) => {
  const difference = compareBodies(`{"id":"${recorded}"}`, `{"id":"${replayed}"}`, false, new Map())
  expect(difference).toBe(`expected ...{"id":"${recorded}"}, got ...{"id":"${replayed}"}`)
})

test.each([
  ['a later instant of the same request', '2026-11-30T18:35:52.808Z', true],
  ['an earlier instant', '2026-11-30T18:35:52.776Z', false],
  ['an instant of another request', '2026-11-30T18:36:52.808Z', false],
])('real time in an answer: %s', (_, recorded, isSame) => {
  const replayed = '2026-11-30T18:35:52.777Z'
  const bodies = [recorded, replayed].map((at) => JSON.stringify({ createdAt: at })) as [string, string]
  const difference = compareBodies(...bodies, false, new Map(), Date.parse(replayed))
  expect(difference === undefined).toBe(isSame)
})
