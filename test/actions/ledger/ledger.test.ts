import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Movement, readLastLegs } from '#actions/ledger/ledger.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import { createWorld, deleteWorld, type NewWorld } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { buildNextLeg, findLegFault, type Leg, type Posting } from '#bank/ledger/leg.ts'
import { Conflict, type Store, type Write } from '#store/store.ts'
import { findWorld, type World } from '#store/world.ts'
import { book, buildOrderWrite } from '#test/support/book.ts'
import { worldOf } from '#test/support/grants.ts'
import { advance, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'
import { purgeAllDeletedWorlds } from '#worker/purge.ts'

let sandbox: TestSandbox
let made: NewWorld
let world: World
beforeEach(async () => {
  sandbox = await testSandbox()
  made = await sandbox.createWorld()
  world = await worldOf(sandbox, made)
})

const posting = (account: string, amount: bigint, currency = 'GBP'): Posting => ({
  account,
  amount,
  currency,
  kind: 'transfer-in',
})
const transfer = (payment: string, from: string, to: string, amount: bigint): Movement => ({
  payment,
  at: world.now,
  postings: [posting(from, -amount), posting(to, amount)],
})
const accountsOf = ({ postings }: Movement) => [...new Set(postings.map(({ account }) => account))]
const move = (movement: Movement, writes: readonly Write[] = [], at = world) =>
  book(at, accountsOf(movement), () => ({
    movement,
    writes: [...writes, buildOrderWrite(at, movement)],
    result: undefined,
  }))

async function balances(...accounts: string[]): Promise<(string | undefined)[]> {
  const last = await readLastLegs(world, accounts)
  return accounts.map((account) => last.get(account)?.balance)
}
const note: Write = { put: { partition: 'notes', path: 'note' }, expect: 'absent', value: 'once' }
const isNoted = async () => (await sandbox.store.get([{ partition: 'notes', path: 'note' }]))[0] !== undefined

/** The same world over a store that runs something before each commit. */
function disturbed(before: (attempt: number) => Promise<unknown>): World {
  let attempt = 0
  const { store } = sandbox
  const commit: Store['commit'] = async (writes) => {
    await before(++attempt)
    return store.commit(writes)
  }
  return { ...world, sandbox: { ...world.sandbox, store: Object.assign(Object.create(store), { commit }) } }
}

test('a world that replaces another of the same name starts new journals at once', async () => {
  const fixed = { worldId: 'wld_again', controlSecret: 'control', developerSecret: 'developer' }
  const grant = { scope: 'worlds' } as Grant<'worlds'>
  for (const now of ['2026-11-24T09:00:00Z', '2026-11-25T09:00:00Z']) {
    await createWorld(sandbox.sandbox, grant, { seed: 1, now, rate: 0 }, fixed)
    const there = (await findWorld(sandbox.sandbox, fixed.worldId)) as World
    await move(transfer('pay_1', 'acc_1', 'acc_2', 5n), [], there)
    await move(transfer('pay_2', 'acc_1', 'acc_2', 7n), [], there)
    const moved = (await findWorld(sandbox.sandbox, fixed.worldId)) as World
    expect(await proveLedger(moved)).toMatchObject({ holds: true, accounts: 2, legs: 4 })
    await deleteWorld(moved, grant as never)
    await purgeAllDeletedWorlds(sandbox.sandbox)
  }
})

describe('transfers and balances', () => {
  test.each<[string, [from: string, to: string, pence: bigint][], string]>([
    ['one transfer', [['a', 'b', 500n]], 'a -500, b 500'],
    [
      'there and back',
      [
        ['a', 'b', 500n],
        ['b', 'a', 500n],
      ],
      'a 0, b 0',
    ],
    [
      'from hand to hand',
      [
        ['a', 'b', 500n],
        ['b', 'c', 300n],
        ['c', 'd', 1n],
      ],
      'a -500, b 200, c 299, d 1',
    ],
    ['to itself', [['a', 'a', 500n]], 'a 0'],
    ['more than a number can hold', [['a', 'b', 9_007_199_254_740_993n]], 'a -9007199254740993, b 9007199254740993'],
  ])('%s', async (_, transfers, after) => {
    const movements = transfers.map(([from, to, pence], n) => transfer(`pay_${n}`, from, to, pence))
    for (const one of movements) await move(one)
    const accounts = [...new Set(movements.flatMap(accountsOf))].sort()
    const seen = await balances(...accounts)
    expect(accounts.map((account, n) => `${account} ${seen[n]}`).join(', ')).toBe(after)
    expect((await proveLedger(await worldOf(sandbox, made))).holds).toBe(true)
  })

  test('an exchange moves two currencies, and each sums to zero', async () => {
    const postings = [
      posting('payer', -1000n),
      posting('clearing', 1000n),
      posting('payee', 1150n, 'EUR'),
      posting('exchange', -1150n, 'EUR'),
    ]
    await move({ payment: 'pay_1', at: world.now, postings })
    expect(await balances('payer', 'clearing', 'payee', 'exchange')).toEqual(['-1000', '1000', '1150', '-1150'])
  })
})

describe('book', () => {
  test.each<[string, Posting[]]>([
    ['one side only', [posting('a', -500n)]],
    ['a penny off', [posting('a', -500n), posting('b', 499n)]],
    ['two currencies', [posting('a', -500n), posting('b', 500n, 'EUR')]],
  ])('rejects a movement that does not add up and writes nothing: %s', async (_, postings) => {
    await expect(move({ payment: 'pay_1', at: world.now, postings }, [note])).rejects.toThrow('does not add up')
    expect(await isNoted()).toBe(false)
    expect(await balances('a', 'b')).toEqual([undefined, undefined])
  })

  test('writes the other records of the action in the same commit', async () => {
    await move(transfer('pay_1', 'a', 'b', 500n), [note])
    expect(await isNoted()).toBe(true)
  })

  test('moves nothing if another write of the same commit fails its expectation', async () => {
    await sandbox.store.commit([note])
    await expect(move(transfer('pay_1', 'a', 'b', 500n), [note])).rejects.toBeInstanceOf(Conflict)
    expect(await balances('a', 'b')).toEqual([undefined, undefined])
  })

  test('writes nothing if the decision is a rejection', async () => {
    const refusing = book(world, ['a', 'b'], () => {
      throw new Problem('conflict', 'no')
    })
    await expect(refusing).rejects.toThrow('no')
    expect((await worldOf(sandbox, made)).record.moved).toBeUndefined()
  })

  test('decides again on the current last legs after a conflict', async () => {
    const seen: (string | undefined)[] = []
    const racing = disturbed(async (attempt) => attempt <= 2 && move(transfer(`other_${attempt}`, 'x', 'b', 100n)))
    await book(racing, ['a', 'b'], (last) => {
      seen.push(last.get('b')?.balance)
      return { movement: transfer('pay_1', 'a', 'b', 500n), writes: [], result: undefined }
    })
    expect(seen).toEqual([undefined, '100', '200'])
    expect(await balances('a', 'b')).toEqual(['-500', '700'])
  })

  test('gives up after repeated conflicts, and nothing moves', async () => {
    const racing = disturbed((attempt) => move(transfer(`other_${attempt}`, 'x', 'b', 100n)))
    const late = move(transfer('pay_1', 'a', 'b', 500n), [note], racing)
    await expect(late).rejects.toMatchObject({ code: 'unavailable' })
    expect([await isNoted(), ...(await balances('a'))]).toEqual([false, undefined])
  })

  test('decides once for each of many concurrent calls on one payer, which take turns', async () => {
    await move(transfer('pay_first', 'b', 'hot', 0n))
    const moved = await worldOf(sandbox, made)
    let decisions = 0
    const payments = Array.from({ length: 50 }, (_, n) =>
      book(moved, ['hot', 'b'], () => {
        decisions++
        return { movement: transfer(`pay_${n}`, 'hot', 'b', 1n), writes: [], result: undefined }
      }),
    )
    await Promise.all(payments)
    expect([decisions, ...(await balances('hot', 'b'))]).toEqual([50, '-50', '50'])
  })

  test('decides once for each of many concurrent calls on one payee, and two that pay each other do not deadlock', async () => {
    await move(transfer('pay_first', 'b', 'hot', 0n))
    const moved = await worldOf(sandbox, made)
    let decisions = 0
    const pay = (n: number, from: string, to: string) =>
      book(moved, [from, to], () => {
        decisions++
        return { movement: transfer(`pay_${n}`, from, to, 1n), writes: [], result: undefined }
      })
    const payments = Array.from({ length: 50 }, (_, n) =>
      n % 2 === 0 ? pay(n, `a${n}`, 'hot') : pay(n, 'hot', `a${n - 1}`),
    )
    await Promise.all(payments)
    expect([decisions, ...(await balances('hot', 'a0'))]).toEqual([50, '0', '0'])
  })

  test('continues after a failed call', async () => {
    const failing = move({ payment: 'pay_1', at: world.now, postings: [posting('a', 1n)] })
    const following = move(transfer('pay_2', 'a', 'b', 5n))
    await expect(failing).rejects.toThrow()
    await following
    expect(await balances('a')).toEqual(['-5'])
  })

  test("marks in the world's record that money has moved, although the record changes at the same time", async () => {
    const racing = disturbed(async (attempt) => attempt === 1 && advance(sandbox, made, { days: 1 }))
    await move(transfer('pay_1', 'a', 'b', 500n), [], racing)
    const after = await worldOf(sandbox, made)
    expect([after.record.moved, after.now - world.now]).toEqual([true, 86_400_000])
  })

  test('costs six write units once money has moved: two legs and the order in a transaction', async () => {
    await move(transfer('pay_1', 'a', 'b', 500n))
    const moved = await worldOf(sandbox, made)
    const before = sandbox.store.units.write
    await move(transfer('pay_2', 'a', 'b', 500n), [], moved)
    expect(sandbox.store.units.write - before).toBe(6)
  })

  test('never books before the last leg, even if its own clock is behind', async () => {
    await move({ ...transfer('pay_1', 'a', 'b', 500n), at: world.now + 5000 })
    await move(transfer('pay_2', 'a', 'c', 500n))
    const last = await readLastLegs(world, ['a', 'c'])
    expect([last.get('a')?.at, last.get('c')?.at]).toEqual([world.now + 5000, world.now])
  })
})

const settings = { seed: 20261124, numRuns: 40 }
const account = fc.constantFrom('acc_1', 'acc_2', 'acc_3', 'clr_1')
const movement = fc
  .record({ from: account, to: account, pence: fc.bigInt(1n, 10n ** 15n), currency: fc.constant('GBP') })
  .map(({ from, to, pence }) => [posting(from, -pence), posting(to, pence)])
/** Builds the journal of one account. */
const journal = fc
  .array(
    fc.record({ amount: fc.bigInt(-1000n, 1000n), waits: fc.integer({ min: -5, max: 60_000 }), says: fc.string() }),
    {
      minLength: 3,
      maxLength: 12,
    },
  )
  .map((parts) => {
    const all: Leg[] = []
    let at = 1_700_000_000_000
    for (const [n, { amount, waits, says }] of parts.entries()) {
      at += waits
      const one = { ...posting('acc_1', amount), reference: says, party: { name: says } }
      all.push(buildNextLeg(all.at(-1), one, `pay_${n}`, at))
    }
    return all
  })
const breakIn = (all: readonly Leg[]) => all.findIndex((leg, n) => findLegFault(all[n - 1], leg) !== undefined)

describe('for any sequence of bookings', () => {
  test('sums are zero, chains hold and balances are plain sums, whether bookings are concurrent or not', async () => {
    const movements = fc.array(movement, { minLength: 1, maxLength: 15 })
    await fc.assert(
      fc.asyncProperty(movements, fc.boolean(), async (all, atOnce) => {
        const fresh = await sandbox.createWorld()
        const there = (await findWorld(sandbox.sandbox, fresh.id)) as World
        const sums = new Map<string, bigint>()
        const work: Promise<unknown>[] = []
        for (const [n, postings] of all.entries()) {
          const done = move({ payment: `pay_${n}`, at: there.now, postings }, [], there)
          work.push(done)
          if (!atOnce) await done
          for (const { account, amount } of postings) sums.set(account, (sums.get(account) ?? 0n) + amount)
        }
        await Promise.all(work)
        const last = await readLastLegs(there, [...sums.keys()])
        for (const [account, sum] of sums) expect(BigInt(last.get(account)?.balance as string)).toBe(sum)
        const proof = await proveLedger(await worldOf(sandbox, fresh))
        expect(proof).toMatchObject({ holds: true, payments: all.length, accounts: sums.size })
      }),
      settings,
    )
  })

  test('any journal passes the check', () => {
    fc.assert(
      fc.property(journal, (all) => breakIn(all) === -1),
      settings,
    )
  })

  test('a change to any field breaks the journal at that leg', () => {
    const fields = Object.keys(example()) as (keyof Leg)[]
    fc.assert(
      fc.property(journal, fc.nat(), fc.constantFrom(...fields), (all, where, field) => {
        const n = where % all.length
        const changed = all.map((leg, k) => (k === n ? { ...leg, [field]: otherThan(leg[field]) } : leg)) as Leg[]
        return breakIn(changed) === n
      }),
      { ...settings, numRuns: 300 },
    )
  })

  test('a dropped, doubled or exchanged leg breaks the journal there, unless it was the last', () => {
    fc.assert(
      fc.property(journal, fc.nat(), (all, where) => {
        const n = where % (all.length - 1)
        expect(breakIn(all.toSpliced(n, 1))).toBe(n)
        expect(breakIn(all.toSpliced(n, 0, all[n] as Leg))).toBe(n + 1)
        expect(breakIn(all.toSpliced(n, 2, all[n + 1] as Leg, all[n] as Leg))).toBe(n)
      }),
      settings,
    )
  })
})

const example = () =>
  buildNextLeg(undefined, { ...posting('acc_1', 1n), reference: 'r', party: { name: 'n' } }, 'pay_1', 0)
const otherThan = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'object') return { name: `${(value as { name: string }).name}x` }
  return /^-?\d+$/.test(value as string) ? String(BigInt(value as string) + 1n) : `${value}x`
}
