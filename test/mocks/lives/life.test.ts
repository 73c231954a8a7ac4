import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monthOf } from '#mocks/base/calendar.ts'
import { type Life, stateIn } from '#mocks/lives/life.ts'
import { machines } from '#mocks/lives/machines.ts'

const start = monthOf(2026, 11)
const lifeOf = (index: number): Life => ({ seed: 7, index, begins: {}, tracks: new Map() })

/**
 * Returns how many customers of 2,000 are in a state, and how many stays began in the years between
 * two months.
 */
function count(id: 'job' | 'home', state: string, [from, to]: readonly [number, number]) {
  let within = 0
  let changes = 0
  for (let index = 0; index < 2_000; index++) {
    const life = lifeOf(index)
    if (stateIn(life, id, to).state === state) within++
    changes += stateIn(life, id, to).n - stateIn(life, id, from).n
  }
  return { share: within / 2_000, perYear: (changes / 2_000 / (to - from)) * 12 }
}

describe('a life', () => {
  test('is the same in whatever order its months are asked for', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.array(fc.integer({ min: -100, max: 280 }), { minLength: 2 }),
        (index, offsets) => {
          const read = (life: Life, offset: number) =>
            machines.map(({ id }) => {
              const { state, n, from } = stateIn(life, id as 'job', start + offset)
              return `${id} ${state} ${n} ${from}`
            })
          const asked = lifeOf(index)
          for (const offset of offsets) expect(read(asked, offset)).toEqual(read(lifeOf(index), offset))
        },
      ),
    )
  })

  test('goes on after the start of a world at the same rates', () => {
    for (const id of ['job', 'home'] as const) {
      const before = count(id, 'x', [start - 60, start]).perYear
      const after = count(id, 'x', [start, start + 240]).perYear
      expect(after / before).toBeGreaterThan(0.8)
      expect(after / before).toBeLessThan(1.25)
    }
  })

  test('changes employers and looks for work as often as published figures say', () => {
    const { share, perYear } = count('job', 'searching', [start - 36, start])
    expect(share).toBeGreaterThan(0.005)
    expect(share).toBeLessThan(0.03)
    expect(perYear).toBeGreaterThan(0.08)
    expect(perYear).toBeLessThan(0.2)
  })

  test('cancels subscriptions more often without work', () => {
    const instance = { key: 'subscription Streaming', share: 0.75 }
    let [held, all] = [0, 0]
    for (let index = 0; index < 4_000; index++) {
      const life = lifeOf(index)
      all += stateIn(life, 'subscription', start, instance).state === 'held' ? 1 : 0
      if (stateIn(life, 'job', start).state !== 'searching') continue
      held += stateIn(life, 'subscription', start, instance).state === 'held' ? 1 : 0
    }
    expect(all / 4_000).toBeGreaterThan(0.65)
    expect(all / 4_000).toBeLessThan(0.8)
    expect(held).toBeGreaterThan(0)
  })
})
