import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lastLegAt, readLegAt, readLegsAt, readLegsAtEach, readLegsBetween, secondOf } from '#actions/ledger/journal.ts'
import { buildLegWrites, commitMovement } from '#actions/ledger/ledger.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const account = 'acc_1_current'
const begin = Date.parse('2026-11-24T09:30:00Z')

/** Opens a world whose account got one leg after each gap, in seconds. Returns its legs too. */
async function openJournal(gaps: readonly number[]): Promise<{ world: World; legs: Leg[] }> {
  const sandbox = await testSandbox()
  const made = await sandbox.createWorld()
  const world = await worldOf(sandbox, made)
  const lastLegs = new Map<string, Leg>()
  const legs: Leg[] = []
  let at = begin
  for (const [n, gap] of gaps.entries()) {
    at += gap * 1000
    const posting = { account, currency: 'GBP', kind: 'payment-out', amount: BigInt(n + 1) } as const
    const postings = [posting, { ...posting, account: 'clr_1', amount: -posting.amount }]
    const movement = { payment: `pay_${n}`, at, postings }
    if (n === 0) await commitMovement(world, movement, lastLegs, [])
    const writes = buildLegWrites(world, movement, lastLegs)
    if (n > 0) await world.sandbox.store.commit(writes)
    legs.push(lastLegs.get(account) as Leg)
  }
  return { world: await worldOf(sandbox, made), legs }
}

/** The same world in a process that has read nothing yet. */
const forget = (world: World): World => ({
  ...world,
  sandbox: { ...world.sandbox, store: { ...world.sandbox.store } },
})

const gaps = fc.array(fc.oneof(fc.nat(2), fc.nat(7_200), fc.nat(40 * 86_400)), { minLength: 1, maxLength: 60 })
const journalAndInstants = fc.record({
  gaps,
  instants: fc.array(fc.nat(400 * 86_400), { minLength: 1, maxLength: 6 }),
})

describe('a journal', () => {
  test('has the last leg at any instant, whatever the process knew before', async () => {
    await fc.assert(
      fc.asyncProperty(journalAndInstants, async ({ gaps, instants }) => {
        const { world, legs } = await openJournal(gaps)
        // The instants of legs themselves are the ones to get wrong.
        const all = [...instants.map((seconds) => begin / 1000 + seconds), ...legs.slice(-5).map(secondOf)]
        for (const at of all) {
          const expected = lastLegAt(legs, at)
          expect(await readLegAt(forget(world), account, at)).toEqual(expected)
          expect(await readLegAt(world, account, at)).toEqual(expected)
          expect((await readLegsAt(forget(world), ['acc_1_'], at)).get(account)).toEqual(expected)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('has the legs of any range, and the last one before it', async () => {
    await fc.assert(
      fc.asyncProperty(journalAndInstants, async ({ gaps, instants }) => {
        const { world, legs } = await openJournal(gaps)
        const [from = 0, to = from] = instants.map((seconds) => begin / 1000 + seconds).toSorted((a, b) => a - b)
        const before = lastLegAt(legs, from - 1)
        const within = legs.filter((leg) => secondOf(leg) >= from && secondOf(leg) <= to)
        const expected = [...(before ? [before] : []), ...within]
        expect(await readLegsBetween(forget(world), account, { from, to })).toEqual(expected)
        expect(await readLegsBetween(world, account, { from, to })).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  test('has the last legs of many instants, and the newest', async () => {
    await fc.assert(
      fc.asyncProperty(journalAndInstants, async ({ gaps, instants }) => {
        const { world, legs } = await openJournal(gaps)
        const ends = instants.map((seconds) => begin / 1000 + seconds).toSorted((a, b) => a - b)
        const expected = new Set([...ends.flatMap((at) => lastLegAt(legs, at) ?? []), legs.at(-1)])
        expect(await readLegsAtEach(forget(world), account, ends)).toEqual([...expected])
      }),
      { numRuns: 40 },
    )
  })

  test('returns the same array for the same legs, and reads only what is new', async () => {
    const { world, legs } = await openJournal([0, 1, 1, 1])
    const range = { from: 0, to: begin / 1000 + 9 }
    const first = await readLegsBetween(world, account, range)
    const { read } = world.sandbox.store.units
    expect(await readLegsBetween(world, account, range)).toBe(first)
    expect(world.sandbox.store.units.read - read).toBe(1)
    expect(first).toEqual(legs)
  })

  test('finds an instant among 3,000 legs of one month with at most 14 lists', async () => {
    const { world, legs } = await openJournal(Array.from({ length: 3_000 }, (_, n) => (n === 0 ? 0 : 60)))
    for (const place of [0, 1, 700, 1_500, 2_990, 2_999]) {
      const cold = forget(world)
      const { read } = cold.sandbox.store.units
      expect((await readLegAt(cold, account, secondOf(legs[place] as Leg)))?.seq).toBe(place + 1)
      expect(cold.sandbox.store.units.read - read).toBeLessThanOrEqual(14)
    }
  })
})
