import { describe, expect, test } from 'vitest'
import { historyOf, lineOf } from './history.ts'
import { brokenBanks, brokenLedgers } from './mutations.ts'
import { shortest, simulate } from './simulation.ts'
import { transfers } from './transfers.ts'

const seeds = (count: number, from = 1) => Array.from({ length: count }, (_, n) => from + n)

describe('the bank', () => {
  test('keeps every law in the first sixty seeds, while its store fails', async () => {
    for (const seed of seeds(60)) {
      const { broken } = await simulate(seed)
      expect(broken, `npm run simulate -- --seed ${seed}`).toEqual([])
    }
  })

  test('gives every answer and every rejection that a simulation can produce', async () => {
    const met = new Set<string>()
    for (const seed of seeds(80)) {
      for (const { sent } of (await simulate(seed)).told)
        for (const { outcome } of sent) {
          if ('refused' in outcome) met.add(outcome.refused.code)
          else if (!('answer' in outcome)) met.add('no answer')
          else
            met.add(
              outcome.answer.order.stopped?.code ?? (outcome.answer.isReplay ? 'replayed' : outcome.answer.order.kind),
            )
        }
    }
    expect([...met].sort()).toEqual([
      'AC02',
      'AM04',
      'consent-cancelled',
      'consent-mismatch',
      'consent-over',
      'consent-used',
      'control-parameters-exceeded',
      'date-invalid',
      'domestic-payment',
      'domestic-scheduled-payment',
      'domestic-standing-order',
      'domestic-vrp',
      'file-payment',
      'idempotency-mismatch',
      'international-payment',
      'no answer',
      'replayed',
    ])
  })

  test('repeats exactly what it did for the same seed', async () => {
    const told = async (seed: number) => {
      const { told, bank } = await simulate(seed)
      return JSON.stringify([told, bank.schedule.now, bank.sandbox.store.units])
    }
    for (const seed of seeds(5)) expect(await told(seed)).toBe(await told(seed))
  })
})

describe('the simulator finds the fault in a bank', () => {
  test.each(Object.entries(brokenBanks))('with %s', async (_, mutation) => {
    const found = await firstOf(seeds(200), async (seed) => (await simulate(seed, historyOf(seed), mutation)).broken)
    expect(found?.broken).not.toEqual([])
    expect((await simulate(found?.seed ?? 0)).broken).toEqual([])
  })

  test('and reduces the history to at most five steps that still show the fault', async () => {
    const mutation = brokenBanks['a ledger that writes over legs'] ?? {}
    const found = await firstOf(seeds(200), async (seed) => (await simulate(seed, historyOf(seed), mutation)).broken)
    const seed = found?.seed ?? 0
    const kept = await shortest(seed, historyOf(seed), mutation)
    expect(kept.map(lineOf).length, kept.map(lineOf).join('\n')).toBeLessThanOrEqual(5)
    expect((await simulate(seed, kept, mutation)).broken).not.toEqual([])
  })
})

describe('bare transfers', () => {
  test('are each booked once or not at all in the first thirty seeds', async () => {
    let booked = 0
    for (const seed of seeds(30)) {
      const one = await transfers(seed, 400)
      expect(one.broken, `seed ${seed}`).toEqual([])
      booked += one.booked
    }
    expect(booked).toBeGreaterThan(5_000)
  })

  test.each(Object.entries(brokenLedgers))('are reported as wrong with %s', async (_, changed) => {
    expect(await firstOf(seeds(300), async (seed) => (await transfers(seed, 400, changed)).broken)).toBeDefined()
  })
})

/** Returns the first seed whose simulation breaks a law. */
async function firstOf(seeds: readonly number[], run: (seed: number) => Promise<readonly string[]>) {
  for (const seed of seeds) {
    const broken = await run(seed)
    if (broken.length > 0) return { seed, broken }
  }
  return undefined
}
