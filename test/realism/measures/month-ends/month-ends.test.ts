import { describe, expect, test } from 'vitest'
import { entryAt, ledgerOf, lifeWith, months, numbers, on, passes } from '#test/realism/made-up.ts'
import { memory } from './memory.ts'
import { repeats } from './repeats.ts'
import { variation } from './variation.ts'
import { yearBefore } from './year-before.ts'

/** Customers with an income of 2,000 pounds whose month-ends follow a function. */
const ending = (balanceOf: (n: number, customer: number) => number) =>
  Array.from({ length: 20 }, (_, customer) => {
    let balance = 0
    const entries = months().flatMap((month, n) => {
      const wanted = balanceOf(n, customer)
      const spent = balance + 200_000 - wanted
      balance = wanted
      return [entryAt(on(month, 2), 200_000, { kind: 'salary' }), entryAt(on(month, 20), -spent)]
    })
    return lifeWith([ledgerOf(entries, { opening: 0 })])
  })
const next = numbers()
const wandering = ending(() => 40_000 + Math.floor(next() * 170_000))

describe('month-ends', () => {
  test('that wander pass, those of a plan are found', () => {
    expect(passes(variation, wandering)).toBe(true)
    expect(
      passes(
        variation,
        ending((n, customer) => 110_000 + customer * 1000 + (n % 12) * 500),
      ),
    ).toBe(false)
    expect(
      passes(
        variation,
        ending((n) => (n % 6 === 0 ? 900_000 : 20_000)),
      ),
    ).toBe(false)
  })

  test('that repeat to the penny are found', () => {
    expect(passes(repeats, wandering)).toBe(true)
    expect(
      passes(
        repeats,
        ending((n, customer) => 100_000 + customer + (n % 12) * 5000),
      ),
    ).toBe(false)
  })

  test('that return to the place of the year before are found', () => {
    expect(passes(yearBefore, wandering)).toBe(true)
    expect(
      passes(
        yearBefore,
        ending((n) => 100_000 + (n % 12) * 5000 + (n % 7) * 300),
      ),
    ).toBe(false)
  })

  test('that forget the month before are found, and those that never move on', () => {
    const lives = (kept: number) => {
      const balances = Array.from({ length: 20 }, () => 100_000)
      return ending((_, customer) => {
        const balance = Math.round(
          100_000 + kept * ((balances[customer] as number) - 100_000) + (next() - 0.5) * 50_000,
        )
        balances[customer] = balance
        return balance
      })
    }
    expect(passes(memory, lives(0.6))).toBe(true)
    expect(passes(memory, lives(-0.6))).toBe(false)
    expect(
      passes(
        memory,
        ending((n, customer) => 10_000 * n + customer),
      ),
    ).toBe(false)
  })
})
